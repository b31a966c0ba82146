import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createOutboundGuard } from '@/lib/adapters/outbound/outbound-guard';
import { createBucketWriter } from '@/lib/adapters/outbound/s3-bucket-writer';
import { DeliveryFailure } from '@/lib/ports/outbound';

let server: http.Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function bucketAnswering(status: number) {
  let sent = 0;
  server = http.createServer((request, answer) => {
    request.resume();
    answer.writeHead(status, { 'content-type': 'application/xml' });
    const piece = Buffer.alloc(1_048_576, 0x20);
    const go = () => {
      if (answer.destroyed || sent >= 268_435_456) return answer.end();
      sent += piece.length;
      return answer.write(piece) ? setImmediate(go) : answer.once('drain', go);
    };
    go();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's
  const bucket = createBucketWriter(createOutboundGuard('allow'))({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    bucket: 'trail',
    accessKeyId: 'id',
    secretAccessKey: 'secret',
    pathStyle: true,
  });
  return { bucket, sentBytes: () => sent };
}

async function* octets() {
  yield new Uint8Array(3);
}

test.each([403, 500])('a bucket that answers %i without end fills no memory', async (status) => {
  const { bucket, sentBytes } = await bucketAnswering(status);
  const failure = await bucket
    .write('key', { mediaType: 'text/plain', runId: 'run' }, octets())
    .then(() => null)
    .catch((error: unknown) => error);
  bucket.close();
  expect(failure).toBeInstanceOf(DeliveryFailure);
  expect(sentBytes()).toBeLessThan(67_108_864);
});
