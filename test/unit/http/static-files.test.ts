import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Config } from '../../../lib/config';
import { securityHeaders } from '../../../lib/http/security-headers';
import { createStaticFiles } from '../../../lib/http/static-files';
import { closeWebServer, createWebServer } from '../../../lib/http/web-server';
import { temporaryFolder } from '../../support/temporary-folder';

const built = temporaryFolder('static');
mkdirSync(path.join(built, 'static/chunks'), { recursive: true });
writeFileSync(path.join(built, 'static/chunks/a.js'), 'alert(1)');
writeFileSync(path.join(built, 'static/chunks/a.js.br'), brotliCompressSync('alert(1)'));
writeFileSync(path.join(built, 'static/chunks/font.woff2.br'), 'none of ours');
writeFileSync(path.join(built, 'secret.js.br'), 'outside');

const config = { publicUrl: 'https://pli.test', objectStore: { kind: 'disk' } } as unknown as Config; // all it reads
const server = createWebServer({
  health: (_request, response) => response.end('ok'),
  vault: null,
  files: createStaticFiles(config, built),
  routes: null,
  pages: (_request, response) => response.end('next'),
});
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => closeWebServer(server, 1));

function get(url: string, encoding: string, method = 'GET') {
  return new Promise<{ headers: Record<string, unknown>; bytes: Buffer }>((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    ask({ port, path: url, method, headers: { 'accept-encoding': encoding } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, bytes: Buffer.concat(chunks) }));
    })
      .on('error', reject)
      .end();
  });
}

describe('a script of the build', () => {
  test('is answered as it was compressed, kept for ever, with the headers of a file', async () => {
    const { headers, bytes } = await get('/_next/static/chunks/a.js?x=1', 'gzip, deflate, br');
    expect(brotliDecompressSync(bytes).toString()).toBe('alert(1)');
    const expected = securityHeaders('file', {
      nonce: '',
      https: true,
      vaultOrigins: [],
      development: false,
    });
    expect(headers).toMatchObject({
      ...expected,
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'br',
      'content-type': 'application/javascript; charset=UTF-8',
      vary: 'Accept-Encoding',
    });
    const head = await get('/_next/static/chunks/a.js', 'br', 'HEAD');
    expect([head.headers['content-length'], head.bytes.length]).toEqual([String(bytes.length), 0]);
  });

  test('is Next’s for who takes no Brotli, for other methods, and for what is no compressed script', async () => {
    for (const [url, encoding, method] of [
      ['/_next/static/chunks/a.js', 'gzip', 'GET'],
      ['/_next/static/chunks/a.js', 'br;q=0', 'GET'],
      ['/_next/static/chunks/a.js', 'br', 'POST'],
      ['/_next/static/chunks/a.js.br', 'br', 'GET'],
      ['/_next/static/chunks/font.woff2', 'br', 'GET'],
      ['/_next/static/../secret.js', 'br', 'GET'],
      ['/_next/static/chunks/../../secret.js', 'br', 'GET'],
      ['/_next/static/%2e%2e/secret.js', 'br', 'GET'],
      ['/_next/static/', 'br', 'GET'],
    ] as const)
      expect([url, (await get(url, encoding, method)).bytes.toString()]).toEqual([url, 'next']);
  });
});
