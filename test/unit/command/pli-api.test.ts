import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createPliApi, serverOrigin } from '../../../lib/command/pli-api';

const token = `pli_${'A'.repeat(43)}`;
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is one
}
const api = (url: string, triesMax = 1) =>
  createPliApi({ url, token, agent: 'test', patience: { triesMax } });

describe('the token', () => {
  test('follows no redirect, whether it leads to another server or to the same', async () => {
    const seen: IncomingMessage[] = [];
    const other = await serve((request, response) => {
      seen.push(request);
      response.end('{}');
    });
    for (const status of [301, 302, 303, 307, 308]) {
      const url = await serve((_, response) => void response.writeHead(status, { location: other }).end());
      await expect(api(url).call('GET', '/api/me')).rejects.toThrow('sends on to');
      const signed = {
        method: 'GET',
        url: '/vault/x',
        headers: {},
        expiresAt: '',
        secondsValid: 60,
      } as const;
      await expect(api(url).getObject(signed, 10)).rejects.toThrow('sends on to');
    }
    expect(seen).toEqual([]);
  });

  test('goes to the API only, never along with a signed request to a store', async () => {
    const seen: Record<string, string | undefined> = {};
    const listener: RequestListener = (request, response) => {
      seen[request.url ?? ''] = request.headers.authorization;
      response.end('{}');
    };
    const [pli, store] = [await serve(listener), await serve(listener)];
    await api(pli).call('GET', '/api/me');
    const signed = { method: 'PUT', headers: {}, expiresAt: '', secondsValid: 60 } as const;
    await api(pli).putObject({ ...signed, url: `${store}/bucket/x` }, new Uint8Array(1));
    await api(pli).putObject({ ...signed, url: '/vault/x' }, new Uint8Array(1));
    expect(seen).toEqual({ '/api/me': `Bearer ${token}`, '/bucket/x': undefined, '/vault/x': undefined });
  });

  test('a signed request does nothing but fetch, or store, whatever method the server writes into it', async () => {
    const seen: IncomingMessage[] = [];
    const url = await serve((request, response) => {
      seen.push(request);
      response.end();
    });
    const signed = { url: '/vault/x', headers: {}, expiresAt: '', secondsValid: 60 };
    for (const method of ['DELETE', 'POST', 'PUT']) {
      const request = { ...signed, method: method as 'PUT' }; // what a hostile server may answer
      await expect(api(url).getObject(request, 10)).rejects.toThrow('where a GET belongs');
    }
    await expect(api(url).putObject({ ...signed, method: 'GET' }, new Uint8Array(1))).rejects.toThrow('PUT');
    expect(seen).toEqual([]);
  });

  test('of an object no more is read than a byte beyond its size, however long the store goes on', async () => {
    let sent = 0;
    const url = await serve((_, response) => {
      const goOn = () => {
        while (!response.destroyed && sent < 1e9 && response.write(Buffer.alloc(65_536))) sent += 65_536;
      };
      response.on('drain', goOn);
      goOn();
    });
    const signed = { method: 'GET', url: '/vault/x', headers: {}, expiresAt: '', secondsValid: 60 } as const;
    expect((await api(url).getObject(signed, 1_000)).length).toBe(1_001);
    expect(sent).toBeLessThan(5e7);
  });

  test('is not sent in the clear to another machine', () => {
    expect(() => serverOrigin('http://pli.example.org')).toThrow('plain http');
    expect(() => serverOrigin('http://127.0.0.1.evil.example')).toThrow('plain http');
    expect(() => serverOrigin('ftp://pli.example.org')).toThrow('no address');
    expect(() => serverOrigin('https://me:secret@pli.example.org')).toThrow('no address');
    expect(serverOrigin('https://pli.example.org/inbox')).toBe('https://pli.example.org');
    expect(serverOrigin('http://localhost:3000')).toBe('http://localhost:3000');
  });
});

describe('a failure', () => {
  test('that passes is tried again, one that does not is not', async () => {
    let asked = 0;
    const url = await serve((request, response) => {
      asked += 1;
      const status = request.url === '/lost' ? 404 : asked < 3 ? 503 : 200;
      response.writeHead(status, { 'content-type': 'application/json' }).end('{"code":"not-found","ok":1}');
    });
    expect(await api(url, 5).call('GET', '/busy')).toMatchObject({ ok: 1 });
    expect(asked).toBe(3);
    await expect(api(url, 5).call('GET', '/lost')).rejects.toMatchObject({ status: 404, code: 'not-found' });
    expect(asked).toBe(4);
  });

  test('of a server that says when to come back is waited for, however often', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      response.writeHead(asked < 3 ? 429 : 200, { 'retry-after': '0' }).end('{}');
    });
    await api(url, 1).call('GET', '/x');
    expect(asked).toBe(3);
  });

  test('in the middle of an answer is a failure', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"half":');
      setTimeout(() => response.destroy(), 20);
    });
    await expect(api(url).call('GET', '/x')).rejects.toMatchObject({ name: 'NetworkLost' });
  });
});
