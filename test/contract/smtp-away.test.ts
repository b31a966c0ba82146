import { describe, expect, test } from 'vitest';
import { rfc5321Waits } from '../../lib/adapters/mail/smtp-mailer';
import { freePort } from '../support/free-port';
import { exampleMail } from './mailer.contract';
import { closeAtEnd, impatient, listenRaw, mailerTo, startPeer } from './smtp-peers';

/** Long after `impatient` on a busy machine, and long before the minutes of RFC 5321. */
const givenUpWithin = 20_000;
describe('SMTP that is away', () => {
  test('connection refused: deferred, not ready, never thrown', async () => {
    const mailer = mailerTo(`smtp://127.0.0.1:${await freePort()}`);
    expect(await mailer.send(exampleMail())).toMatchObject({ state: 'deferred' });
    expect(await mailer.ready()).toMatchObject({ ok: false });
  });

  test('a server that says nothing is given up within the time allowed', async () => {
    const sockets: { destroy(): void }[] = [];
    const port = await listenRaw((socket) => sockets.push(socket));
    const began = performance.now();
    expect(await mailerTo(`smtp://127.0.0.1:${port}`, null, impatient).send(exampleMail())).toMatchObject({
      state: 'deferred',
    });
    expect(performance.now() - began).toBeLessThan(givenUpWithin);
    for (const socket of sockets) socket.destroy();
  });

  test('a server that has the mail and says nothing more: perhaps delivered, within the time allowed', async () => {
    const peer = await startPeer({ onData: (stream) => void stream.resume() });
    closeAtEnd(peer.close);
    const began = performance.now();
    expect(
      await mailerTo(`smtp://127.0.0.1:${peer.port}`, null, impatient).send(exampleMail()),
    ).toMatchObject({ state: 'unconfirmed', reason: expect.stringContaining('no answer within 1000 ms') });
    expect(performance.now() - began).toBeLessThan(givenUpWithin);
  });

  test('the final dot is waited for longer than any other reply', async () => {
    // In the proportions of RFC 5321: here a command is given up after 1 s, the dot is answered after 3.
    const peer = await startPeer({
      onData: (stream, _session, callback) => {
        stream.resume();
        stream.on('end', () => setTimeout(callback, 3_000));
      },
    });
    closeAtEnd(peer.close);
    const mailer = mailerTo(`smtp://127.0.0.1:${peer.port}`, null, { ...impatient, afterData: 60_000 });
    expect(await mailer.send(exampleMail())).toMatchObject({ state: 'accepted' });
    expect(rfc5321Waits).toEqual({
      connect: 30_000,
      greeting: 300_000,
      command: 300_000,
      data: 180_000,
      afterData: 600_000,
    });
  });

  test('what was given up before its data is never sent afterwards', async () => {
    let late = 0;
    const peer = await startPeer({
      onRcptTo: (_address, _session, callback) => void setTimeout(callback, 4_000),
      onData: (stream, _session, callback) => {
        late += 1;
        stream.resume();
        stream.on('end', callback);
      },
    });
    closeAtEnd(peer.close);
    const mailer = mailerTo(`smtp://127.0.0.1:${peer.port}`, null, impatient);
    expect(await mailer.send(exampleMail())).toMatchObject({ state: 'deferred' });
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    expect(late).toBe(0);
  });

  test('a line that breaks before the reply is one try, not two, and perhaps delivered', async () => {
    const { port, messages } = await breakingPeer();
    expect(await mailerTo(`smtp://127.0.0.1:${port}`).send(exampleMail())).toMatchObject({
      state: 'unconfirmed',
    });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(messages()).toBe(1);
  });

  test('a mailer that is closed while the reply is awaited says so of each mail, and how far it was', async () => {
    const taken = await startPeer({ onData: (stream) => void stream.resume() });
    const silent = await startPeer({ onRcptTo: () => undefined });
    closeAtEnd(taken.close, silent.close);
    for (const [peer, state] of [
      [taken, 'unconfirmed'],
      [silent, 'deferred'],
    ] as const) {
      const mailer = mailerTo(`smtp://127.0.0.1:${peer.port}`);
      const outcome = mailer.send(exampleMail());
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      mailer.close();
      expect(await outcome).toMatchObject({ state });
      expect(await mailer.send(exampleMail())).toMatchObject({ state: 'deferred' });
    }
  });

  /** Takes one message and breaks the line instead of answering. */
  async function breakingPeer() {
    let messages = 0;
    const port = await listenRaw((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 ok\r\n');
      let data = false;
      let said = '';
      socket.on('data', (chunk) => {
        said = data ? said + chunk.toString() : chunk.toString();
        if (data && said.endsWith('\r\n.\r\n')) {
          messages++;
          socket.destroy();
        } else if (!data) {
          data = /^DATA/i.test(said);
          socket.write(data ? '354 go\r\n' : '250 ok\r\n');
        }
      });
    });
    return { port, messages: () => messages };
  }
});
