import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createVaultHandler } from '../../../lib/adapters/object-store/vault-http';
import { createVaultUrls } from '../../../lib/adapters/object-store/vault-url';
import { AppError } from '../../../lib/errors';
import { createLogger } from '../../../lib/log';
import { systemClock } from '../../../lib/ports/clock';

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

test('a PUT that is refused half way leaves its connection fit for the next request', async () => {
  const urls = createVaultUrls(Buffer.alloc(32, 7), systemClock, { PUT: 120, GET: 60 });
  let full = true;
  const store = {
    put: async (_key: unknown, _bytes: number, body: AsyncIterable<Uint8Array>) => {
      for await (const _ of body) if (full) throw new AppError('storage-full');
    },
    get: async () => {
      throw new AppError('not-found');
    },
  };
  const listening = createServer(
    createVaultHandler(store, urls, async () => true, createLogger({ level: 'silent' })),
  );
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`; // a TCP server's address
  const id = '0198c0de-0000-7000-8000-000000000002';
  const signedFor = { by: 'session', byId: id, as: 'draft', asId: id } as const;
  const body = new Uint8Array(8_388_608);
  const target = new URL('/', origin);
  const line = connect(Number(target.port), target.hostname);
  const put = async () => {
    const key = { envelopeId: '0198c0de-0000-7000-8000-000000000001', sha256: 'a'.repeat(64) };
    const { url } = await urls.sign({ method: 'PUT', key, bytes: body.length, signedFor });
    const { pathname, search } = new URL(url, origin);
    // Sends everything whatever is answered meanwhile, and then uses the same connection again: as a browser may.
    line.write(
      `PUT ${pathname}${search} HTTP/1.1\r\nHost: ${target.host}\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    line.write(body);
    const [answer] = (await once(line, 'data', { signal: AbortSignal.timeout(30_000) })) as [Buffer]; // no encoding is set
    return Number(answer.toString('latin1').split(' ')[1]);
  };
  expect(await put()).toBe(507);
  full = false;
  expect(await put()).toBe(200);
  line.destroy();
});
