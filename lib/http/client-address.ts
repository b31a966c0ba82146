import type { Client } from '../access/actor';

/**
 * The address a request came from: the entry of X-Forwarded-For that our own outermost trusted machine wrote.
 * Our web server appends the peer's address (`recordPeer`), each trusted proxy before it appended one of its own;
 * everything further left was written by the client and is not believed.
 */
export function clientAddress(headers: Headers, trustedProxies: number): string | null {
  const hops = (headers.get('x-forwarded-for') ?? '')
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '');
  const address = hops[hops.length - 1 - trustedProxies] ?? hops[0];
  return address === undefined ? null : address.replace(/^::ffff:/, '').slice(0, 64);
}

/** Where a request came from, for limits and the audit trail. */
export function clientOf(headers: Headers, trustedProxies: number): Client {
  const agent = headers.get('user-agent');
  return {
    address: clientAddress(headers, trustedProxies),
    agent: agent === null ? null : agent.slice(0, 300),
  };
}

/** Appends the peer of the TCP connection to X-Forwarded-For; the web server calls it before anything reads the header. */
export function recordPeer(request: {
  headers: Record<string, string | string[] | undefined>;
  socket: { remoteAddress?: string | undefined };
}): void {
  const claimed = request.headers['x-forwarded-for'];
  const before = Array.isArray(claimed) ? claimed.join(', ') : claimed;
  const peer = request.socket.remoteAddress ?? 'unknown';
  request.headers['x-forwarded-for'] = before === undefined || before === '' ? peer : `${before}, ${peer}`;
}
