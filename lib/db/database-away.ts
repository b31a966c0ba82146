/** Codes by which Prisma, pg and the system say that the database cannot be reached or is shutting down. */
const awayCodes = new Set([
  // Prisma: cannot reach, timed out, connection closed, no connection from the pool, too many connections
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2037',
  // Postgres: connection exceptions (class 08), shutting down, crashed, starting, too many connections
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  // it ended a transaction that did not end in time after its entry was written (docs/audit-log.md, section 2)
  '25P03',
  '25P04',
  // system
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const awayWords =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|can't reach database|DatabaseNotReachable|ConnectionClosed|SocketTimeout|server closed the connection|Unable to start a transaction in the given time|Client has encountered a connection error/i;

/** Whether an error means "the database is away", as opposed to a mistake of ours. Looks through the chain of causes. */
export function isDatabaseAway(error: unknown): boolean {
  return someInChain(
    error,
    ({ code, originalCode, kind, message }) =>
      [code, originalCode].some((value) => typeof value === 'string' && awayCodes.has(value)) ||
      [kind, message].some((value) => typeof value === 'string' && awayWords.test(value)),
  );
}

/** Whether an error means that the disk of the database is full (SQLSTATE 53100): it reads, and could not write. */
export function isDatabaseFull(error: unknown): boolean {
  return someInChain(error, ({ code, originalCode }) => code === '53100' || originalCode === '53100');
}

type Member = Record<string, unknown>;

/** Whether it holds of an error, of one it was caused by, or of one it gathers. */
function someInChain(error: unknown, holds: (error: Member) => boolean, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 6) return false;
  const one = error as Member; // every object has members
  if (holds(one)) return true;
  const gathered = one.name === 'AggregateError' && Array.isArray(one.errors) ? one.errors : [];
  const meta = typeof one.meta === 'object' && one.meta !== null ? (one.meta as Member) : {};
  return [...gathered, one.cause, one.meta, meta.driverAdapterError].some((inner) =>
    someInChain(inner, holds, depth + 1),
  );
}
