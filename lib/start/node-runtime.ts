import 'server-only';
import type { Config } from '../config';
import { StartError } from './start-error';

/** The Node that runs, and the absolute path of its program. */
type Runtime = { execPath: string; version: string };

const majorNeeded = 24;

/** Which Node this is and where it comes from, for the terminal. */
export function nodeInWords({ execPath, version }: Runtime = process): string {
  return `${version} (${isPackaged(execPath) ? 'brought by npm ci' : 'of this machine'}: ${execPath})`;
}

/**
 * Production runs on Node 24 or newer, and on the one that npm brought only where a setting allows it: the machine's own is what
 * its operator keeps up to date.
 * @throws StartError which says what to do
 */
export function assertRuntime(
  { mode, packagedNode }: Pick<Config, 'mode' | 'packagedNode'>,
  { execPath, version }: Runtime = process,
): void {
  if (mode !== 'production') return;
  if (Number(version.slice(1).split('.')[0]) < majorNeeded)
    throw new StartError(
      `Production needs Node.js ${majorNeeded} or newer; this is ${version} (${execPath}).`,
    );
  if (isPackaged(execPath) && packagedNode === 'refuse')
    throw new StartError(
      `Production does not run on the Node that npm brought (${execPath}): install Node.js ${majorNeeded} on this machine, or set PLI_PACKAGED_NODE=allow.`,
    );
}

function isPackaged(execPath: string): boolean {
  return /[\\/]node_modules[\\/]node-[a-z0-9-]+[\\/]bin[\\/]/.test(execPath);
}
