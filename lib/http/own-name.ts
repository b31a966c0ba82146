import { isIP } from 'node:net';

/**
 * Whether a Host header is a name this Pli is meant to be reached by: that of its public URL, this machine's own, or a bare
 * IP address. A foreign name that was made to point here (DNS rebinding) would let that name's pages read what needs no
 * session.
 */
export function isOwnName(host: string | null, publicUrl: string): boolean {
  if (host === null || !URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  const own = hostname === new URL(publicUrl).hostname || hostname === 'localhost';
  return own || isIP(hostname.replace(/^\[(.*)\]$/, '$1')) > 0;
}
