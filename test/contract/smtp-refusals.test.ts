import { describe, expect, test } from 'vitest';
import { exampleMail } from './mailer.contract';
import { closeAtEnd, listenRaw, mailerTo, refusal, startPeer } from './smtp-peers';

describe('SMTP that says no', () => {
  test.each([
    ['RCPT 550', 550, 'refused', 'onRcptTo'],
    ['RCPT 450', 450, 'deferred', 'onRcptTo'],
    ['MAIL 550, which blames the sender', 550, 'deferred', 'onMailFrom'],
  ] as const)('%s', async (_name, code, state, hook) => {
    const peer = await startPeer({
      [hook]: (_address: unknown, _session: unknown, callback: (error: Error) => void) =>
        callback(refusal(code)),
    });
    closeAtEnd(peer.close);
    const outcome = await mailerTo(`smtp://127.0.0.1:${peer.port}`).send(exampleMail());
    expect(outcome).toMatchObject({ state, reason: expect.stringMatching(new RegExp(`^${code}`)) });
    expect(peer.taken).toEqual([]);
  });

  test.each([
    ['utf8', '550 5.1.1 Boîte inconnue : « Zoë » 李'],
    ['latin1', '550 5.1.1 Boîte inconnue : « Zoë »'],
  ] as const)('in %s is kept as it was said', async (encoding, reply) => {
    const port = await listenRaw((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 ok\r\n');
      socket.on('data', (chunk) => {
        socket.write(Buffer.from(/^RCPT/i.test(chunk.toString()) ? `${reply}\r\n` : '250 ok\r\n', encoding));
      });
    });
    expect(await mailerTo(`smtp://127.0.0.1:${port}`).send(exampleMail())).toEqual({
      state: 'refused',
      reason: reply,
    });
  });

  test.each([
    [554, 'refused'],
    [451, 'deferred'],
    [421, 'deferred'],
  ] as const)('DATA %i', async (code, state) => {
    const peer = await startPeer({
      onData: (stream, _session, callback) => {
        stream.resume();
        stream.on('end', () => callback(refusal(code)));
      },
    });
    closeAtEnd(peer.close);
    expect(await mailerTo(`smtp://127.0.0.1:${peer.port}`).send(exampleMail())).toMatchObject({
      state,
      reason: expect.stringMatching(new RegExp(`^${code}`)),
    });
  });
});
