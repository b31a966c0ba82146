import { type ErrorCode, errorStatus } from '../errors';
import type { AnyRouteSpec } from '../http/route';

/** What the request pipeline itself may refuse of a route, by what the route declares (lib/http/route.ts), and the route's own. */
export function refusalsOf(method: string, spec: AnyRouteSpec): ErrorCode[] {
  const may: Partial<Record<ErrorCode, boolean>> = {
    'bad-request': spec.body !== undefined || spec.query !== undefined,
    'request-too-large': spec.body !== undefined,
    'sign-in-required': spec.access !== 'anyone',
    'token-refused': true,
    'scope-missing': true,
    'origin-refused': method !== 'GET',
    'not-found': spec.access !== 'anyone' || spec.params !== undefined,
    'too-many-requests': spec.limit !== undefined,
  };
  const own = new Set<ErrorCode>(spec.refuses);
  // The keys of the table are all codes there are.
  return (Object.keys(errorStatus) as ErrorCode[]).filter((code) => may[code] === true || own.has(code));
}

/** Codes by the HTTP status they are answered with, in the order of the statuses; those of the server's own troubles left out. */
export function byStatus(codes: readonly ErrorCode[]): [status: number, codes: ErrorCode[]][] {
  const found = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const status = errorStatus[code];
    if (status < 500) found.set(status, [...(found.get(status) ?? []), code]);
  }
  return [...found].sort(([a], [b]) => a - b);
}
