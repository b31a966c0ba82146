import 'server-only';
import { once } from 'node:events';
import net from 'node:net';
import { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import tls from 'node:tls';
import { DeliveryFailure, type Outbound, type SyslogTarget } from '../../ports/outbound';
import { deliveryFailureOf } from './delivery-failure-of';
import type { OutboundGuard } from './outbound-guard';

/** After the collector's FIN: so long may the close_notify that came before it take through our own TLS layer. */
const goodbyeGraceMilliseconds = 250;
/** Added to the time of a round trip, which the last message has to arrive before we say goodbye. */
const arrivalSlackMilliseconds = 5;

/**
 * Syslog over TLS (RFC 5425): one batch a connection, octet counting (section 4.3), then our close_notify, then we wait for
 * the collector's and for its FIN. Syslog has no acknowledgement, but so much can be known: a collector that is killed sends no
 * close_notify, only its kernel a FIN; one that is shut down with messages unread resets the connection; and one that
 * had ended the connection before we did is found out, because the last message is given a round trip first.
 * Where a collector never says goodbye, a bare FIN counts if the target says so.
 */
export function createSyslogSender(guard: OutboundGuard, millisecondsMax: number): Outbound['syslog'] {
  return async (target, messages) => {
    const abort = AbortSignal.timeout(millisecondsMax);
    const raw = connectRaw(guard, target);
    try {
      const began = performance.now();
      await once(raw, 'connect', { signal: abort });
      const roundTrip = performance.now() - began;
      const line = new RawLine(raw);
      const secure = startTls(line, target);
      await once(secure, 'secureConnect', { signal: abort });
      const goodbye = new Goodbye(secure, raw, abort);
      await Promise.race([writeAll(secure, messages, abort), goodbye.said]);
      await Promise.race([pause(roundTrip + arrivalSlackMilliseconds), goodbye.said]);
      goodbye.weSaidIt = true;
      secure.end();
      if (!(await goodbye.said) && !target.acceptsBareClose) throw new DeliveryFailure('no-goodbye');
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

/** Resolves when the kernel has all of it. */
async function writeAll(
  secure: tls.TLSSocket,
  messages: readonly string[],
  abort: AbortSignal,
): Promise<void> {
  secure.resume(); // a collector has nothing to say
  for (const message of messages) {
    const octets = Buffer.from(message);
    const isFree = secure.write(Buffer.concat([Buffer.from(`${octets.length} `), octets]));
    if (!isFree) await once(secure, 'drain', { signal: abort });
  }
  await new Promise<void>((resolve) => secure.write('', () => resolve()));
}

/** How the collector ends the connection. */
class Goodbye {
  weSaidIt = false;
  /** True: by close_notify and FIN, after ours. False: by FIN alone. @throws whatever else happens to the connection */
  readonly said: Promise<boolean>;

  constructor(secure: tls.TLSSocket, raw: net.Socket, abort: AbortSignal) {
    this.said = new Promise((resolve, reject) => {
      let [hasNotified, hasEnded] = [false, false];
      const note = () => {
        if (!this.weSaidIt) return reject(new DeliveryFailure('closed-early'));
        if (hasNotified && hasEnded) resolve(true);
      };
      secure.once('error', reject);
      raw.once('error', reject);
      secure.once('end', () => {
        hasNotified = true;
        note();
      });
      raw.once('end', () => {
        hasEnded = true;
        note();
        setTimeout(() => resolve(false), goodbyeGraceMilliseconds);
      });
      raw.once('close', () => {
        if (!hasEnded) reject(new DeliveryFailure('closed-early'));
      });
      abort.addEventListener('abort', () => reject(abort.reason), { once: true });
    });
    this.said.catch(() => undefined); // heard by whoever waits
  }
}

/** A TCP connection as TLS sees it, but for its end: FIN is kept from TLS, so that an `end` of the TLS stream is a close_notify. */
class RawLine extends Duplex {
  constructor(readonly raw: net.Socket) {
    super({ allowHalfOpen: true });
    raw.on('data', (chunk) => {
      if (!this.destroyed && !this.push(chunk)) raw.pause();
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
    // TLS is done with the line once both said goodbye; the FIN that follows is still waited for.
    if (error) this.raw.destroy();
    else this.raw.resume();
    done(error);
  }
}
