import 'server-only';
import { once } from 'node:events';
import net from 'node:net';
import { Duplex } from 'node:stream';
import tls from 'node:tls';
import { DeliveryFailure, type Outbound, type SyslogTarget } from '../ports/outbound';
import { deliveryFailureOf } from './delivery-failure-of';
import type { OutboundGuard } from './outbound-guard';

/** After the collector's FIN: so long may the close_notify that came before it take through our own TLS layer. */
const goodbyeGraceMilliseconds = 250;

/**
 * Syslog over TLS (RFC 5425): one batch a connection, octet counting (section 4.3), then our close_notify, then we wait for
 * the collector's. Syslog has no acknowledgement; but a collector that answers close_notify is alive and has read up to our
 * end of the stream, while the kernel of one that was killed sends at most a FIN. So a bare FIN counts only where the
 * target says so.
 */
export function createSyslogSender(guard: OutboundGuard, millisecondsMax: number): Outbound['syslog'] {
  return async (target, messages) => {
    const abort = AbortSignal.timeout(millisecondsMax);
    const raw = connectRaw(guard, target);
    try {
      await once(raw, 'connect', { signal: abort });
      const line = new RawLine(raw);
      const secure = startTls(line, target);
      await once(secure, 'secureConnect', { signal: abort });
      await handOver(secure, line, messages, abort, target.acceptsBareClose);
    } catch (error) {
      throw deliveryFailureOf(error, abort);
    } finally {
      raw.destroy();
    }
  };
}

function connectRaw(guard: OutboundGuard, { host, port }: SyslogTarget): net.Socket {
  guard.assertHost(host);
  const raw = net.connect({ host, port, lookup: guard.lookup, allowHalfOpen: true, noDelay: true });
  raw.on('error', () => undefined); // every waiter below has its own ear
  return raw;
}

function startTls(line: RawLine, { host, caPem, client }: SyslogTarget): tls.TLSSocket {
  const secure = tls.connect({
    socket: line,
    host,
    ...(net.isIP(host) ? {} : { servername: host }),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    ...(caPem ? { ca: caPem } : {}),
    ...(client ? { cert: client.certificatePem, key: client.keyPem } : {}),
  });
  secure.on('error', () => undefined);
  line.raw.once('error', (error) => secure.destroy(error));
  return secure;
}

async function handOver(
  secure: tls.TLSSocket,
  line: RawLine,
  messages: readonly string[],
  abort: AbortSignal,
  acceptsBareClose: boolean,
): Promise<void> {
  let allWritten = false;
  const saidGoodbye = new Promise<boolean>((resolve, reject) => {
    secure.once('error', reject);
    secure.once('close', () => reject(new DeliveryFailure('closed-early')));
    secure.once('end', () => (allWritten ? resolve(true) : reject(new DeliveryFailure('closed-early'))));
    line.raw.once('end', () => {
      if (!allWritten) return reject(new DeliveryFailure('closed-early'));
      setTimeout(() => resolve(false), goodbyeGraceMilliseconds);
    });
    abort.addEventListener('abort', () => reject(abort.reason), { once: true });
  });
  saidGoodbye.catch(() => undefined);
  secure.resume(); // a collector has nothing to say
  for (const message of messages) {
    const octets = Buffer.from(message);
    const isFree = secure.write(Buffer.concat([Buffer.from(`${octets.length} `), octets]));
    if (!isFree) await Promise.race([once(secure, 'drain', { signal: abort }), saidGoodbye]);
  }
  await Promise.race([new Promise<void>((resolve) => secure.end(resolve)), saidGoodbye]);
  allWritten = true;
  if (!(await saidGoodbye) && !acceptsBareClose) throw new DeliveryFailure('no-goodbye');
}

/** A TCP connection as TLS sees it, but for its end: FIN is kept from TLS, so that an `end` of the TLS stream is a close_notify. */
class RawLine extends Duplex {
  constructor(readonly raw: net.Socket) {
    super({ allowHalfOpen: true });
    raw.on('data', (chunk) => {
      if (!this.push(chunk)) raw.pause();
    });
  }
  override _read(): void {
    this.raw.resume();
  }
  override _write(chunk: Uint8Array, _encoding: string, done: (error?: Error | null) => void): void {
    this.raw.write(chunk, done);
  }
  override _final(done: (error?: Error | null) => void): void {
    this.raw.end(done);
  }
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.raw.destroy();
    done(error);
  }
}
