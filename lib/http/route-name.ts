/**
 * A request's method and path with `{}` for every parameter, e.g. `POST /api/e/{}/report`. The same however a client spells
 * the path and whatever it puts into a parameter: limits are counted under it, and a log line may hold it, while the
 * reference of an envelope stands in neither.
 */
export function routeName(request: Request, params: object): string {
  const given = new Set(Object.values(params).flat().map(plain));
  const segments = new URL(request.url).pathname.split('/').filter(Boolean).map(plain);
  return `${request.method} /${segments.map((segment) => (given.has(segment) ? '{}' : segment)).join('/')}`;
}

/** Percent-encoding undone; what cannot be is left as it is. */
function plain(segment: unknown): string {
  try {
    return decodeURIComponent(String(segment));
  } catch {
    return String(segment);
  }
}
