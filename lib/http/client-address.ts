import { isIP, SocketAddress } from 'node:net';
import type { Client } from '../access/actor';

/**
 * The address a request came from: the entry of X-Forwarded-For that our own outermost trusted machine wrote.
 * Our web server appends the peer's address (`recordPeer`), each trusted proxy before it appended one of its own;
 * everything further left was written by the client and is not believed. Where that entry is no address, the nearest machine
 * to its right that wrote one is taken: what cannot be read is never a client of its own, and so no way past a limit.
 */
export function clientAddress(headers: Headers, trustedProxies: number): string | null {
  const hops = (headers.get('x-forwarded-for') ?? '').split(',');
  const outermost = Math.max(0, hops.length - 1 - trustedProxies);
  for (const hop of hops.slice(outermost)) {
    const address = readAddress(hop);
    if (address !== null) return address;
  }
  return null;
}

/**
 * An entry of X-Forwarded-For as one address in its one spelling: without the port some proxies add (`192.0.2.1:4711`,
 * `[2001:db8::1]:4711`) and without brackets, an IPv4 address inside IPv6 as IPv4, IPv6 as RFC 5952 writes it, without a zone.
 * Null for anything else: names, `unknown`, `_hidden` (RFC 7239).
 */
function readAddress(hop: string): string | null {
  const bare = hop.trim();
  const [, inBrackets, withPort] =
    /^(?:\[([0-9A-Fa-f:.]{2,45})\](?::\d{1,5})?|([0-9.]{7,15}):\d{1,5})$/.exec(bare) ?? [];
  const [text = ''] = (inBrackets ?? withPort ?? bare).split('%', 1);
  const family = isIP(text);
  if (family === 0 || (inBrackets !== undefined && family === 4)) return null;
  if (family === 4) return text;
  const { address } = new SocketAddress({ address: text, family: 'ipv6' });
  const [, embedded] = /^::ffff:([0-9.]+)$/.exec(address) ?? [];
  return embedded ?? address;
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
