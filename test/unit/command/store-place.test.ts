import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createPliApi } from '../../../lib/command/pli-api';

const token = `pli_${'A'.repeat(43)}`;
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function store(seen: IncomingMessage[]): Promise<string> {
  const server = createServer((request, response) => {
    seen.push(request);
    response.end();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is one
}

/** What a server may write into a signed request, and what the command makes of it. */
async function put(at: { url: string; store?: string }, place: string, headers: Record<string, string> = {}) {
  const api = createPliApi({ ...at, token, agent: 'test', patience: { triesMax: 1 } });
  await api.putObject(
    { method: 'PUT', url: place, headers, expiresAt: '', secondsValid: 60 },
    new Uint8Array(1),
  );
}

describe('a signed request of a hostile server', () => {
  test('leads to no place without TLS but the server itself', async () => {
    for (const place of [
      'http://10.0.0.1/x',
      'http://169.254.169.254/latest',
      'http://intranet/x',
      'ftp://a/x',
      'file:///etc/passwd',
    ])
      await expect(put({ url: 'https://pli.example' }, place), place).rejects.toMatchObject({
        reason: 'store-refused',
      });
    // This machine's own services are no stores of a server elsewhere.
    await expect(put({ url: 'https://pli.example' }, 'http://127.0.0.1:1/x')).rejects.toThrow('--store');
  });

  test('leads nowhere but to the store that was named, where one was', async () => {
    const seen: IncomingMessage[] = [];
    const [own, other, pli] = [await store(seen), await store(seen), await store(seen)];
    await put({ url: pli, store: `${own}/bucket` }, `${own}/bucket/x`);
    await put({ url: pli, store: own }, '/vault/x');
    expect(seen.map(({ headers }) => `http://${headers.host}`)).toEqual([own, pli]);
    for (const place of [`${other}/x`, 'https://s3.example/x', own.replace('//', '//user:word@')])
      await expect(put({ url: pli, store: own }, place)).rejects.toMatchObject({ reason: 'store-refused' });
    expect(seen).toHaveLength(2);
    expect(() => createPliApi({ url: pli, store: 'somewhere', token, agent: 'test' })).toThrow(
      'no address of a store',
    );
  });

  test('carries no header but those of a store: none that makes another request of it', async () => {
    const seen: IncomingMessage[] = [];
    const url = await store(seen);
    await put({ url }, '/vault/x', {
      'x-amz-content-sha256': 'ab',
      'Content-Type': 'application/octet-stream',
    });
    expect(seen).toHaveLength(1);
    for (const name of [
      'x-http-method-override',
      'cookie',
      'authorization',
      'host',
      'x-forwarded-for',
      'transfer-encoding',
    ])
      await expect(put({ url }, '/vault/x', { [name]: 'DELETE' }), name).rejects.toThrow(name);
    expect(seen).toHaveLength(1);
  });
});
