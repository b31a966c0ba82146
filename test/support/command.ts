import { spawn } from 'node:child_process';
import path from 'node:path';
import { type Scope, scopes } from '../../lib/access/scopes';
import type { CreateAccessTokenAnswer } from '../../lib/access-tokens/wire';
import { HttpPerson } from './http-person.ts';
import type { Account } from './pli.ts';

const command = path.resolve(import.meta.dirname, '../../bin/pli.mjs');

export type CommandEnd = { code: number | null; signal: string | null; out: string; err: string };
/** `program`: the packed command of another version. */
type RunOptions = { env: Record<string, string>; cwd?: string; input?: string; program?: string };

/** Starts `pli` as a person does; `ended` tells how it ended, `onOut` sees each piece of output as it comes. */
export function startCommand(args: readonly string[], options: RunOptions, onOut?: (out: string) => void) {
  const child = spawn(process.execPath, [options.program ?? command, ...args], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    // nothing of the tests' own environment but the path; Next's types want NODE_ENV in every one
    env: { PATH: process.env.PATH, LANG: 'en', ...options.env } as unknown as NodeJS.ProcessEnv,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString('utf8');
    onOut?.(out);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString('utf8');
  });
  child.stdin.end(options.input ?? '');
  const ended = new Promise<CommandEnd>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, out, err }));
  });
  return { child, ended };
}

/** Runs `pli` to its end. */
export function runCommand(args: readonly string[], options: RunOptions): Promise<CommandEnd> {
  return startCommand(args, options).ended;
}

/** An access token that an account makes for itself, as its settings page does. */
export async function accessTokenOf(
  url: string,
  account: Account,
  given: readonly Scope[] = scopes,
): Promise<string> {
  const person = await new HttpPerson(url).signIn(account);
  const { token } = await person.json<CreateAccessTokenAnswer>('POST', '/api/access-tokens', {
    name: 'test',
    scopes: given,
    expiresInDays: 1,
    currentPassword: account.password,
  });
  return token;
}
