import 'server-only';
import { spawn } from 'node:child_process';

/** An account of the demo as it is shown. */
export type DemoAccount = {
  organisation: string;
  email: string;
  password: string;
  role: string;
  changed: boolean;
};

/** What a person who starts Pli is told: demo accounts, or the link of the first administrator. */
export type Prepared = { accounts: DemoAccount[]; invitation: string | null };

/** A preparation that failed and has said why. */
export class PreparationFailed extends Error {}

/**
 * Runs the program `file` (bin/prepare.ts) to its end; it may ask on the terminal.
 * @throws PreparationFailed
 */
export async function prepareInChild(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Prepared> {
  const child = spawn(process.execPath, [file, ...args], {
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    let prepared: Prepared | undefined;
    child.once('message', (message) => {
      prepared = message as Prepared; // bin/prepare.ts
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 0 && prepared) resolve(prepared);
      else reject(new PreparationFailed(signal ?? `code ${code}`));
    });
  });
}
