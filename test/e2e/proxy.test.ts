import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../support/free-port';
import { Nginx } from '../support/nginx';
import { Pli } from '../support/pli';
import { TlsFiles } from '../support/tls-files';

const tls = new TlsFiles();
let pli: Pli;
let nginx: Nginx;
let line: ClientHttp2Session;
let origin: string;

beforeAll(async () => {
  const port = await freePort();
  origin = `https://localhost:${port}`;
  pli = await Pli.start({ begun: true, env: { PLI_PUBLIC_URL: origin, PLI_TRUSTED_PROXIES: '1' } });
  nginx = await Nginx.start(port, pli.port, tls);
  line = connect(origin, { ca: tls.read('ca.pem') });
  await once(line, 'connect');
}, 300_000);
afterAll(async () => {
  line?.close();
  await nginx?.stop();
  await pli?.stop();
  tls.remove();
});

type Answer = { status: number; headers: IncomingHttpHeaders; bytes: Buffer };

/** One request over HTTP/2, the bytes as they came. */
function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: Buffer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stream = line.request({ ':method': method, ':path': path, ...headers });
    let heard: IncomingHttpHeaders = {};
    const chunks: Buffer[] = [];
    stream.on('response', (given) => {
      heard = given;
    });
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () =>
      resolve({ status: Number(heard[':status']), headers: heard, bytes: Buffer.concat(chunks) }),
    );
    stream.on('error', reject);
    stream.end(body);
  });
}

const cookiesOf = ({ headers }: Answer) =>
  (headers['set-cookie'] ?? []).map((one) => one.split(';', 1)[0]).join('; ');

/** Signs the first member in as somebody who says of himself to be `claimed`; the Cookie header. */
async function signIn(claimed: string): Promise<string> {
  const { email, password } = pli.account('member', 0);
  const csrf = await ask('GET', '/api/auth/csrf');
  const { csrfToken } = JSON.parse(csrf.bytes.toString()) as { csrfToken: string }; // next-auth's answer
  const answer = await ask(
    'POST',
    '/api/auth/callback/password',
    {
      origin,
      'content-type': 'application/json',
      cookie: cookiesOf(csrf),
      'x-forwarded-for': claimed,
    },
    Buffer.from(JSON.stringify({ csrfToken, json: 'true', email, password })),
  );
  expect(answer.status).toBe(200);
  return cookiesOf(answer);
}

describe('behind nginx, as docs/nginx.conf sets it up', () => {
  test('people sign in over HTTP/2, with cookies that only https carries, and stand in the trail under their own address', async () => {
    expect(line.alpnProtocol).toBe('h2');
    const cookie = await signIn('203.0.113.66');
    expect(cookie).toContain('__Host-pli-session=');
    const sessions = await ask('GET', '/api/sessions', { cookie });
    expect(sessions.headers['strict-transport-security']).toBeDefined();
    // what a client claims is not believed: the address the proxy saw is
    expect(sessions.bytes.toString()).toContain('127.0.0.1');
    expect(sessions.bytes.toString()).not.toContain('203.0.113.66');
  });

  test('scripts come with Brotli and are kept for ever, answers are compressed once', async () => {
    const page = await ask('GET', '/sign-in');
    const script = /\/_next\/static\/[^"]+\.js/.exec(page.bytes.toString())?.[0] ?? '';
    const { headers, bytes } = await ask('GET', script, { 'accept-encoding': 'gzip, br' });
    expect(headers).toMatchObject({
      'content-encoding': 'br',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect(brotliDecompressSync(bytes).length).toBeGreaterThan(bytes.length);
    expect((await ask('GET', '/sign-in', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBe(
      'gzip',
    );
  });

  test('a whole segment goes through to the vault’s own judgement, what is larger does not', async () => {
    const segment = randomBytes(8 * 1_048_576 + 4_096);
    expect((await ask('PUT', '/vault/x', {}, segment)).status).toBe(403); // not signed: said by Pli
    expect(
      (
        await ask('PUT', '/vault/x', { 'content-length': String(10 * 1_048_576) }, Buffer.alloc(0)).catch(
          () => null,
        )
      )?.status ?? 413,
    ).toBe(413);
  });

  test('no link stands in its log', async () => {
    const reference = 'kAbcdefghijklmnopqrstuvwxyz-0123';
    await ask('GET', `/e/${reference}`);
    expect(nginx.log).toContain('GET 404');
    expect(nginx.log).not.toContain(reference);
  });
});
