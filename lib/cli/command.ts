import { open } from 'node:fs/promises';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Locale } from '../access/actor';
import { ClientError, fileError } from '../command/client-error';
import type { OutKey } from '../command/client-words';
import { createPliApi, type PliApi } from '../command/pli-api';
import { line, type Terminal } from './terminal';

/** What a command is run with. */
export type CommandContext = {
  args: string[];
  env: Readonly<Record<string, string | undefined>>;
  terminal: Terminal;
  /** Standard input, for `-`. */
  input: () => Promise<string>;
  version: string;
  locale: Locale;
  /** What a command says of its work, in the language of the terminal. */
  words: (key: OutKey, values?: Readonly<Record<string, string | number>>) => string;
};

/** Runs and answers with the exit code. */
export type Command = (context: CommandContext) => Promise<number>;

/** Options of every command that talks to a server. */
export const connectionOptions = {
  url: { type: 'string' },
  'token-file': { type: 'string' },
  store: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** What a person gave of these. */
export type ConnectionValues = {
  url?: string | undefined;
  'token-file'?: string | undefined;
  store?: string | undefined;
};

/** Arguments by a declaration of node:util. @throws ClientError `usage` */
export function parse<T extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: T) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    // Node's sentence names the option first, in quotes: '-x, --example <value>'.
    const quoted = /'([^']*)'/.exec(error instanceof Error ? error.message : '')?.[1] ?? '';
    const option = quoted.split(' <')[0] ?? quoted;
    const key = code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? 'unknown-option' : 'option-value';
    throw new ClientError('usage', key, { option }, { cause: error });
  }
}

/**
 * The server a command talks to.
 * @throws ClientError `usage` when address or token are missing or misshapen, or others can read the token's file; `file`
 */
export async function connect(
  { env, terminal, version, locale, words }: CommandContext,
  options: ConnectionValues,
): Promise<PliApi> {
  const url = options.url ?? env.PLI_URL;
  if (!url) throw new ClientError('usage', 'which-server');
  const token = await readToken(env.PLI_TOKEN, options['token-file']);
  const store = options.store ?? env.PLI_STORE;
  const said = new Set<string>();
  return createPliApi({
    url,
    token,
    agent: `pli/${version}`,
    locale,
    ...(store ? { store } : {}),
    patience: {
      triesMax: 10,
      onWait: (seconds, reason) => {
        const text = line(words(`waits-${reason}`, { seconds: Math.ceil(seconds) }));
        // Several requests wait at once for one reason.
        if (!said.has(text)) terminal.err(text);
        said.add(text);
        setTimeout(() => said.delete(text), seconds * 1_000).unref();
      },
    },
  });
}

async function readToken(fromEnvironment: string | undefined, file: string | undefined): Promise<string> {
  const text = file === undefined ? (fromEnvironment ?? '') : await readTokenFile(file);
  const token = text.trim();
  if (token === '') throw new ClientError('usage', 'no-token');
  if (!/^pli_[A-Za-z0-9_-]{43}$/.test(token)) throw new ClientError('usage', 'token-misshapen');
  return token;
}

/** Like ssh with a private key: a file that others may read holds no secret. Windows has no such modes. */
async function readTokenFile(file: string): Promise<string> {
  try {
    const handle = await open(file, 'r');
    try {
      const stat = await handle.stat();
      const mode = (stat.mode & 0o777).toString(8).padStart(3, '0');
      if (process.platform !== 'win32' && stat.isFile() && (stat.mode & 0o077) !== 0)
        throw new ClientError('usage', 'token-file-open', { file, mode });
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw error instanceof ClientError ? error : fileError(file, 'read', error);
  }
}
