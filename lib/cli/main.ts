import { ClientError } from '../command/client-error';
import { clientWords } from '../command/client-words';
import { reasonOf } from '../command/reason-of';
import { ApiProblem, NetworkLost } from '../transfer/api-client';
import type { Command, CommandContext } from './command';
import { exitCodes } from './exit-codes';
import { helpEn } from './help-en';
import { helpFr } from './help-fr';
import { languageOf, takeLanguage } from './language';
import { jsonLine, line } from './terminal';

/** Loaded when asked for: verifying needs nothing of the others. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  verify: async () => (await import('./verify')).verify,
  send: async () => (await import('./send')).send,
  open: async () => (await import('./open')).open,
  list: async () => (await import('./list')).list,
  withdraw: async () => (await import('./withdraw')).withdraw,
  'available-until': async () => (await import('./available-until')).availableUntil,
  correct: async () => (await import('./correct')).correct,
  audit: async () => (await import('./audit')).audit,
};

/** `pli …`: runs one command and answers with its exit code; failures become one sentence on the error output. */
export async function runPli(context: Omit<CommandContext, 'locale' | 'words'>): Promise<number> {
  let locale = languageOf(context.env);
  try {
    const taken = takeLanguage(context.args, context.env);
    ({ locale } = taken);
    const words: CommandContext['words'] = (key, values) => clientWords(taken.locale, key, values);
    return await runCommand({ ...context, ...taken, words });
  } catch (error) {
    const { code, message } = reasonOf(error, locale);
    const { out, err } = context.terminal;
    if (context.args.includes('--json')) out(jsonLine({ error: { code, message } }));
    err(line(`pli: ${message}`));
    return exitCodes[kindOf(error)];
  }
}

const helpWords: readonly string[] = ['--help', '-h', 'help', ''];

async function runCommand(context: CommandContext): Promise<number> {
  const [name = '', ...args] = context.args;
  const { out } = context.terminal;
  if (name === '--version') {
    out(line(`pli ${context.version}`));
    return exitCodes.ok;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  const asksForHelp = helpWords.includes(name) || args.includes('--help') || args.includes('-h');
  if (asksForHelp && (load !== undefined || helpWords.includes(name))) {
    const help = context.locale === 'fr' ? helpFr : helpEn;
    out(help[name === 'audit' ? 'audit export' : load === undefined ? '' : name] ?? '');
    return name === '' ? exitCodes.usage : exitCodes.ok;
  }
  if (load === undefined) throw new ClientError('usage', 'unknown-command', { name });
  const command = await load();
  return command({ ...context, args });
}

function kindOf(error: unknown): keyof typeof exitCodes {
  if (error instanceof ClientError) return error.code;
  if (error instanceof NetworkLost) return 'network';
  if (!(error instanceof ApiProblem)) return 'internal';
  return error.code === 'sealed-row-changed' ? 'not-verified' : 'refused';
}
