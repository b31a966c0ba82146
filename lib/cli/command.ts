import { readFile } from 'node:fs/promises';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { ClientError, fileError } from '../client/client-error';
import { createPliApi, type PliApi } from '../client/pli-api';
import type { Terminal } from './terminal';

/** What a command is run with. */
export type CommandContext = {
  args: string[];
  env: Readonly<Record<string, string | undefined>>;
  terminal: Terminal;
  /** Standard input, for `-`. */
  input: () => Promise<string>;
  version: string;
};

/** Runs and answers with the exit code. */
export type Command = (context: CommandContext) => Promise<number>;

/** Options of every command that talks to a server. */
export const connectionOptions = {
  url: { type: 'string' },
  'token-file': { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** Arguments by a declaration of node:util. @throws ClientError `usage` in the words of Node */
export function parse<T extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: T) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    const words = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw new ClientError('usage', `${words}.`, { cause: error });
  }
}

/**
 * The server a command talks to.
 * @throws ClientError `usage` when address or token are missing or misshapen, `file`
 */
export async function connect(
  { env, terminal, version }: CommandContext,
  options: { url?: string | undefined; 'token-file'?: string | undefined },
): Promise<PliApi> {
  const url = options.url ?? env.PLI_URL;
  if (!url) throw new ClientError('usage', 'Which server? Give --url or PLI_URL.');
  const token = await readToken(env.PLI_TOKEN, options['token-file']);
  const said = new Set<string>();
  return createPliApi({
    url,
    token,
    agent: `pli/${version}`,
    language: /^fr/i.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || '') ? 'fr' : 'en',
    patience: {
      triesMax: 10,
      onWait: (seconds, reason) => {
        const words = { network: 'cannot be reached', server: 'has a problem', limit: 'asks for a pause' };
        const text = `The server ${words[reason]}: waiting ${Math.ceil(seconds)} s.\n`;
        // Several requests wait at once for one reason.
        if (!said.has(text)) terminal.err(text);
        said.add(text);
        setTimeout(() => said.delete(text), seconds * 1_000).unref();
      },
    },
  });
}

async function readToken(fromEnvironment: string | undefined, file: string | undefined): Promise<string> {
  const text =
    file === undefined
      ? (fromEnvironment ?? '')
      : await readFile(file, 'utf8').catch((error: unknown) => {
          throw fileError(file, 'read', error);
        });
  const token = text.trim();
  if (token === '')
    throw new ClientError(
      'usage',
      'No access token: set PLI_TOKEN, or give --token-file. Make one in Pli, Settings.',
    );
  if (!/^pli_[A-Za-z0-9_-]{43}$/.test(token))
    throw new ClientError('usage', 'That is no access token of Pli: it begins with pli_ and has 47 letters.');
  return token;
}
