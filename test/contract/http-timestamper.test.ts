import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createHttpTimestamper } from '../../lib/adapters/timestamper/http-timestamper';
import { answerTimestampRequest } from '../../lib/timestamp/answer-timestamp-request';
import { createAuthority, type TimestampAuthority } from '../../lib/timestamp/create-authority';
import { OpensslAuthority } from '../support/openssl-authority';
import { timestamperContract } from './timestamper.contract';

const sha256 = new Uint8Array(32).fill(5);
let theirs: OpensslAuthority;
let ours: TimestampAuthority;
beforeAll(async () => {
  theirs = await OpensslAuthority.start();
  ours = await createAuthority();
});
afterAll(() => theirs.stop());

timestamperContract('an openssl authority over HTTP', () =>
  createHttpTimestamper({ url: theirs.url, rootsPem: theirs.rootsPem }),
);

describe('an authority of our own over HTTP', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      // No encoding is set, so that chunks are buffers.
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const refused =
        request.headers.authorization !== `Basic ${Buffer.from('pli:s@cret').toString('base64')}`;
      if (refused || request.headers['content-type'] !== 'application/timestamp-query') {
        response.writeHead(401).end();
        return;
      }
      const answer = await answerTimestampRequest(ours, Buffer.concat(chunks));
      response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(answer);
    });
    url = await listen(server);
  });
  afterAll(() => close(server));

  timestamperContract('it', () =>
    createHttpTimestamper({ url: url.replace('//', '//pli:s%40cret@'), rootsPem: ours.rootCertificate }),
  );

  it('is refused under roots that are not its own', async () => {
    const adapter = createHttpTimestamper({
      url: url.replace('//', '//pli:s%40cret@'),
      rootsPem: theirs.rootsPem,
    });
    await expect(adapter.stamp(sha256)).rejects.toMatchObject({ code: 'timestamp-chain' });
  });
});

describe('the HTTP timestamper never takes', () => {
  afterEach(() => {
    theirs.mood = 'honest';
  });

  it.each([
    ['other-digest', { code: 'timestamp-imprint' }],
    ['broken', { code: expect.stringMatching(/^timestamp-(signature|malformed)$/) }],
    ['error', { message: expect.stringContaining('answered 500') }],
  ] as const)('an answer of an authority that is %s', async (mood, failure) => {
    theirs.mood = mood;
    const adapter = createHttpTimestamper({ url: theirs.url, rootsPem: theirs.rootsPem });
    await expect(adapter.stamp(sha256)).rejects.toMatchObject(failure);
  });

  it('the answer to an earlier request', async () => {
    let first: Uint8Array | null = null;
    const replaying: RequestListener = async (request, response) => {
      const chunks: Buffer[] = [];
      // No encoding is set, so that chunks are buffers.
      for await (const chunk of request) chunks.push(chunk as Buffer);
      first ??= await answerTimestampRequest(ours, Buffer.concat(chunks));
      response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(first);
    };
    await withServer(replaying, async (url) => {
      const adapter = createHttpTimestamper({ url, rootsPem: ours.rootCertificate });
      await expect(adapter.stamp(sha256)).resolves.toBeDefined();
      await expect(adapter.stamp(sha256)).rejects.toMatchObject({ code: 'timestamp-nonce' });
    });
  });

  it.each<[string, RequestListener]>([
    ['a page', (_request, response) => response.setHeader('content-type', 'text/html').end('<p>sign in</p>')],
    [
      'a redirection',
      (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    ],
    [
      'an endless answer',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/timestamp-reply' });
        const timer = setInterval(() => response.write(Buffer.alloc(16_384)), 1);
        response.on('close', () => clearInterval(timer));
      },
    ],
    ['silence', () => undefined],
  ])('%s', async (_what, listener) => {
    await withServer(listener, async (url) => {
      const adapter = createHttpTimestamper({ url, rootsPem: ours.rootCertificate, timeoutMs: 1_000 });
      await expect(adapter.stamp(sha256)).rejects.toThrow();
    });
  });

  it('anything from an authority that is away; and goes on when it is back', async () => {
    const adapter = createHttpTimestamper({ url: theirs.url, rootsPem: theirs.rootsPem });
    await theirs.away();
    await expect(adapter.stamp(sha256)).rejects.toThrow();
    await theirs.back();
    await expect(adapter.stamp(sha256)).resolves.toBeDefined();
  });
});

async function withServer(listener: RequestListener, work: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener);
  try {
    await work(await listen(server));
  } finally {
    await close(server);
  }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address with a port.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
