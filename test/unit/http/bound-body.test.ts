import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anyBodyBytesMax } from '../../../lib/http/bound-body';
import { closeWebServer, createWebServer } from '../../../lib/http/web-server';

/** What the pages behind the server were handed, in bytes. */
let kept = 0;
const server = createWebServer({
  health: (_request, response) => response.end('ok'),
  vault: null,
  files: () => null,
  routes: null,
  pages: (request, response) => {
    request.on('data', (chunk: Buffer) => {
      kept += chunk.byteLength;
    });
    request.on('error', () => undefined); // cut off
    request.on('end', () => response.end('whole'));
  },
});
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => closeWebServer(server, 1));

/** Sends a head and pieces until the other side hangs up or `pieces` are sent; the answer, and how many bytes went. */
async function send(head: string, piece: string, pieces: number): Promise<{ answer: string; sent: number }> {
  const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1');
  let [answer, sent, isOver] = ['', 0, false];
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  socket.on('data', (data) => {
    answer += String(data);
  });
  socket.on('error', () => undefined); // the reset of a connection that was hung up on
  socket.on('close', () => {
    isOver = true;
  });
  socket.write(`POST /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${head}\r\n\r\n`);
  for (let n = 0; n < pieces && !isOver && answer === ''; n += 1) {
    sent += piece.length;
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain').catch(() => undefined), closed]);
  }
  await closed;
  return { answer, sent };
}
const chunk = (bytes: number) => `${bytes.toString(16)}\r\n${'x'.repeat(bytes)}\r\n`;

describe('a body for pages and the API', () => {
  test('of the greatest length goes through, with a length and in chunks', async () => {
    const length = `Content-Length: ${anyBodyBytesMax}`;
    const withLength = await send(length, 'x'.repeat(anyBodyBytesMax), 1);
    expect(withLength.answer).toContain('whole');
    const chunked = await send('Transfer-Encoding: chunked', `${chunk(anyBodyBytesMax)}0\r\n\r\n`, 1);
    expect(chunked.answer).toContain('whole');
  });

  test('that announces one byte more is answered 413 before a byte of it is read', async () => {
    kept = 0;
    const { answer } = await send(`Content-Length: ${anyBodyBytesMax + 1}`, '', 0);
    expect(answer).toMatch(/^HTTP\/1\.1 413 [\s\S]*request-too-large/);
    expect(kept).toBe(0);
  });

  test('in chunks without an end is answered 413 and cut off where it is too long', async () => {
    kept = 0;
    const { answer, sent } = await send('Transfer-Encoding: chunked', chunk(65_536), 10_000);
    expect(answer).toMatch(/^HTTP\/1\.1 413 [\s\S]*request-too-large/);
    expect(kept).toBeLessThanOrEqual(anyBodyBytesMax);
    expect(sent).toBeLessThan(100_000_000);
  });
});

test('headers that do not end are given up within about 20 seconds, and connections are bounded', () => {
  expect(server).toMatchObject({ headersTimeout: 20_000, maxConnections: 4_096 });
  expect((server as unknown as { connectionsCheckingInterval?: number }).connectionsCheckingInterval).toBe(
    1_000,
  );
});
