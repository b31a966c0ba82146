import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** The packed command as the server serves it, made anew: tests that build nothing else need it. */
export function buildCommand(): void {
  execFileSync(process.execPath, [path.resolve(import.meta.dirname, '../../bin/build-pli.mjs')]);
}
