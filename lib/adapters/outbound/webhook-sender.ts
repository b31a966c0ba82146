import 'server-only';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { DeliveryFailure, type Outbound } from '../../ports/outbound';
import { deliveryFailureOf } from './delivery-failure-of';
import type { OutboundGuard } from './outbound-guard';

/** Of an answer that nobody reads. */
const answerBytesMax = 65_536;

/** HTTPS POST on a connection of its own; a redirect is a failure, never a second request. */
export function createWebhookSender(guard: OutboundGuard, millisecondsMax: number): Outbound['post'] {
  return async ({ url, caPem }, headers, body) => {
    const abort = AbortSignal.timeout(millisecondsMax);
    try {
      const target = new URL(url);
      if (target.protocol !== 'https:') throw new DeliveryFailure('plain-refused');
      guard.assertHost(target.hostname);
      const octets = Buffer.from(body);
      const request = https.request(target, {
        method: 'POST',
        agent: false,
        lookup: guard.lookup,
        signal: abort,
        minVersion: 'TLSv1.2',
        ...(caPem ? { ca: caPem } : {}),
        headers: { ...headers, 'content-length': octets.length },
      });
      request.end(octets);
      const [answer] = (await once(request, 'response', { signal: abort })) as [IncomingMessage]; // Node's own event
      await readAway(answer);
      const status = answer.statusCode ?? 0;
      if (status >= 300 && status < 400) throw new DeliveryFailure('redirected', { status });
      if (status < 200 || status >= 300) throw new DeliveryFailure('answered', { status });
    } catch (error) {
      throw deliveryFailureOf(error, abort);
    }
  };
}

async function readAway(answer: IncomingMessage): Promise<void> {
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > answerBytesMax) {
      answer.destroy();
      return;
    }
  }
}
