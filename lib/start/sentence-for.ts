import 'server-only';
import { ConfigError } from '../config';
import { isDiskFull } from './keep-database';
import { StartError } from './start-error';

/** Why a start failed, as one sentence for the person at the terminal wherever there is one; else with its stack. */
export function sentenceFor(error: unknown): string {
  if (error instanceof ConfigError || error instanceof StartError) return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (isDiskFull(error)) return 'The disk is full: make room, or name another folder with PLI_DATA_DIR.';
  if (code === 'EACCES' || code === 'EPERM') return `A permission is missing: ${String(error)}`;
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND')
    return `The database does not answer: ${String(error)}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
