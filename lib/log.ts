import 'server-only';
import pino from 'pino';

export type Logger = pino.Logger;

/** Paths whose values never reach a log line, wherever in a logged object they stand (three levels deep). */
const secretNames = [
  'password',
  'newPassword',
  'code',
  'secret',
  'sealedSecret',
  'token',
  'cookie',
  'authorization',
  'contentKey',
  'seed',
  'keyPacket',
  'privateKey',
  'title',
  'subject',
  'reference',
  'text',
  'html',
  'connectionString',
] as const;

/**
 * One JSON object a line on standard output. Addresses of people may stand in a line, content, secrets and the
 * reference of an envelope never: those names are cut out at any of the first three levels.
 */
export function createLogger(options: { level?: string; name?: string } = {}): Logger {
  return pino({
    level: options.level ?? 'info',
    base: { process: options.name ?? 'pli' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[cut]' },
  });
}
