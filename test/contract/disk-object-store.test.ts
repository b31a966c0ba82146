import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import http, { type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { createDiskObjectStore } from '../../lib/adapters/object-store/disk-object-store';
import { createVaultHandler } from '../../lib/adapters/object-store/vault-http';
import { createVaultUrls } from '../../lib/adapters/object-store/vault-url';
import { type Clock, systemClock } from '../../lib/ports/clock';
import { objectStoreContract } from './object-store.contract';
import { secondsValid, signedForSomebody } from './store-under-test';

const log = pino({ level: 'silent' });
const folders: string[] = [];
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'pli-vault-'));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function listen(handler: RequestListener) {
  const server = http.createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // the cast: a server on a TCP port has an address of this shape
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { port, origin: `http://127.0.0.1:${port}`, stop };
}

async function serveDisk(folder: string, clock: Clock = systemClock) {
  const urls = createVaultUrls(randomBytes(32), clock, secondsValid);
  const store = createDiskObjectStore(folder, urls);
  return { store, urls, ...(await listen(createVaultHandler(store, urls, async () => true, log))) };
}

objectStoreContract('disk', async (clock) => {
  const served = await serveDisk(newFolder(), clock);
  return { ...served, refuses: 'application' };
});

describe('disk object store', () => {
  const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

  it('leaves no temporary file behind after refused, cut and repeated PUTs', async () => {
    const folder = newFolder();
    const { store, origin, stop } = await serveDisk(folder);
    const bytes = randomBytes(3_000_000);
    const key = { envelopeId: randomUUID(), sha256: sha256Of(bytes) };
    const signed = await store.signPut(key, bytes.length, signedForSomebody);
    const wrong = Buffer.from(bytes);
    wrong[2_999_999] = (wrong[2_999_999] ?? 0) ^ 1;
    await fetch(origin + signed.url, { method: 'PUT', body: wrong });
    await fetch(origin + signed.url, { method: 'PUT', body: bytes });
    await fetch(origin + signed.url, { method: 'PUT', body: bytes });
    await expect.poll(() => readdirSync(join(folder, 'incoming'))).toEqual([]);
    await stop();
  });

  it('hangs up on a sender that never stops, at the first byte too many', async () => {
    const { store, port, stop } = await serveDisk(newFolder());
    const key = { envelopeId: randomUUID(), sha256: 'a'.repeat(64) };
    const signed = await store.signPut(key, 100_000, signedForSomebody);
    let sent = 0;
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      let text = '';
      socket.on('data', (data) => {
        text += data.toString();
      });
      socket.on('error', () => resolve(text));
      socket.on('close', () => resolve(text));
      socket.write(`PUT ${signed.url} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n`);
      const chunk = Buffer.alloc(50_000);
      const pump = () => {
        if (socket.destroyed) return;
        socket.write(`${chunk.length.toString(16)}\r\n`);
        socket.write(chunk);
        socket.write('\r\n', () => {
          sent += chunk.length;
          setImmediate(pump);
        });
      };
      pump();
    });
    expect(sent).toBeLessThan(50_000_000);
    if (answer !== '') expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect((await store.list(key)).size).toBe(0);
    await stop();
  });

  it('answers nothing but the one spelling of a URL it signed', async () => {
    const { store, origin, port, stop } = await serveDisk(newFolder());
    const bytes = randomBytes(100);
    const key = { envelopeId: randomUUID(), sha256: sha256Of(bytes) };
    await fetch(origin + (await store.signPut(key, 100, signedForSomebody)).url, {
      method: 'PUT',
      body: bytes,
    });
    const { url } = await store.signGet(key, signedForSomebody);
    // base64url of 32 bytes ends in a character of which two bits say nothing: the next one decodes to the same bytes
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const otherSpelling = (text: string) =>
      text.slice(0, -1) + alphabet[alphabet.indexOf(text.slice(-1)) + 1];
    const raw = (path: string) =>
      new Promise<number>((resolve, reject) => {
        http
          .get({ port, host: '127.0.0.1', path }, (answer) => resolve(answer.resume().statusCode ?? 0))
          .on('error', reject);
      });
    expect(await raw(url)).toBe(200);
    for (const path of [
      url.replace('/vault/', '/vault/../vault/'),
      url.replace('/vault/', '/vault//'),
      url.replace('/vault/', '/vault/%2e%2e/'),
      url.replace(key.sha256, `${key.sha256}%00`),
      url.replace(key.sha256, key.sha256.toUpperCase()),
      `${url}&x=1`,
      `${url}#x`,
      otherSpelling(url),
      '/vault/../../../etc/passwd',
      '/vault/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
      '/vault/',
    ]) {
      expect([path, await raw(path)]).toEqual([path, 403]);
    }
    expect((await fetch(origin + url, { method: 'DELETE' })).status).toBe(403);
    const head = await fetch(origin + url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '100']);
    await stop();
  });

  it('leaves nothing of a PUT in whose middle the process was killed, and takes it after the restart', async () => {
    const folder = newFolder();
    const bytes = randomBytes(3_000_000);
    const key = { envelopeId: randomUUID(), sha256: sha256Of(bytes) };
    const script = `
      import { createDiskObjectStore } from './lib/adapters/object-store/disk-object-store.ts';
      const store = createDiskObjectStore(${JSON.stringify(folder)}, {});
      async function* body() {
        for (let i = 0; i < 4; i++) yield Buffer.alloc(700_000);
        process.stdout.write('written');
        setInterval(() => undefined, 1000);
        await new Promise(() => undefined);
      }
      await store.put(${JSON.stringify(key)}, 3_000_000, body());`;
    const child = spawn(
      process.execPath,
      ['--conditions=react-server', '--import', 'tsx', '--input-type=module', '-e', script],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await expect.poll(() => readdirSync(join(folder, 'incoming')).length).toBe(1);
    // another process that starts meanwhile leaves the running upload alone
    await serveDisk(folder).then(({ stop }) => stop());
    expect(readdirSync(join(folder, 'incoming')).length).toBe(1);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));

    const { store, origin, stop } = await serveDisk(folder);
    expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
    expect((await store.list(key)).size).toBe(0);
    const answer = await fetch(origin + (await store.signPut(key, bytes.length, signedForSomebody)).url, {
      method: 'PUT',
      body: bytes,
    });
    expect(answer.status).toBe(200);
    await stop();
  });

  it.skipIf(process.getuid?.() !== 0 || !canMount())(
    'says 507 on a full disk, keeps nothing, and goes on when there is room',
    async () => {
      const folder = newFolder();
      const mounted = join(folder, 'small');
      mkdirSync(mounted);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', mounted]);
      const { store, origin, stop } = await serveDisk(mounted);
      try {
        const put = async (bytes: Buffer<ArrayBuffer>, envelopeId: string) => {
          const signed = await store.signPut(
            { envelopeId, sha256: sha256Of(bytes) },
            bytes.length,
            signedForSomebody,
          );
          const answer = await fetch(origin + signed.url, { method: 'PUT', body: bytes });
          return { status: answer.status, body: await answer.text() };
        };
        const envelopeId = randomUUID();
        const full = await put(randomBytes(8_000_000), envelopeId);
        expect(full.status).toBe(507);
        expect(JSON.parse(full.body)).toMatchObject({ status: 507, code: 'storage-full' });
        expect((await store.list({ envelopeId })).size).toBe(0);
        await expect.poll(() => readdirSync(join(mounted, 'incoming'))).toEqual([]);
        expect((await put(randomBytes(1_000_000), envelopeId)).status).toBe(200);
      } finally {
        await stop();
        execFileSync('umount', ['-l', mounted]);
      }
    },
  );
});

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'pli-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
