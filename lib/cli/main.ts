import { ApiProblem, NetworkLost } from '../browser/api-client';
import { ClientError } from '../client/client-error';
import { reasonOf } from '../client/run-batch';
import type { Command, CommandContext } from './command';
import { exitCodes } from './exit-codes';
import { help } from './help';
import { jsonLine, line } from './terminal';

/** Loaded when asked for: verifying needs nothing of the others. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  verify: async () => (await import('./verify')).verify,
  send: async () => (await import('./send')).send,
  open: async () => (await import('./open')).open,
  list: async () => (await import('./list')).list,
  audit: async () => (await import('./audit')).audit,
};

/** `pli …`: runs one command and answers with its exit code; failures become one sentence on the error output. */
export async function runPli(context: CommandContext): Promise<number> {
  const [name = '', ...args] = context.args;
  const { out, err } = context.terminal;
  if (name === '--version') {
    out(line(`pli ${context.version}`));
    return exitCodes.ok;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  const asksForHelp =
    ['--help', '-h', 'help', ''].includes(name) || args.includes('--help') || args.includes('-h');
  if (asksForHelp && (load !== undefined || ['--help', '-h', 'help', ''].includes(name))) {
    out(help[name === 'audit' ? 'audit export' : load === undefined ? '' : name] ?? '');
    return name === '' ? exitCodes.usage : exitCodes.ok;
  }
  try {
    if (load === undefined)
      throw new ClientError('usage', `There is no command "${name}". "pli --help" names them all.`);
    const command = await load();
    return await command({ ...context, args });
  } catch (error) {
    const { code, message } = reasonOf(error);
    if (args.includes('--json')) out(jsonLine({ error: { code, message } }));
    err(line(`pli: ${message}`));
    return exitCodes[kindOf(error)];
  }
}

function kindOf(error: unknown): keyof typeof exitCodes {
  if (error instanceof ClientError) return error.code;
  if (error instanceof NetworkLost) return 'network';
  return error instanceof ApiProblem ? 'refused' : 'internal';
}
