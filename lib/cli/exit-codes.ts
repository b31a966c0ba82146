import type { ClientErrorCode } from '../command/client-error';

/** What `pli` ends with; `pli --help` and docs/command-line.md list them. */
export const exitCodes = {
  ok: 0,
  'not-verified': 1,
  usage: 2,
  refused: 3,
  network: 3,
  file: 4,
  /** A batch went to its end, and not every letter was sent. */
  incomplete: 5,
  /** A letter or file of a later version than this program reads: nothing is said against it. */
  newer: 6,
  /** A bug of ours. */
  internal: 70,
} as const satisfies Record<ClientErrorCode | 'ok' | 'incomplete' | 'newer' | 'internal', number>;
