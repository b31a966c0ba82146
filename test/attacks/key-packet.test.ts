import { describe, expect, test } from 'vitest';
import { decryptSegment } from '../../lib/envelope-format/decrypt-segment';
import { open, referenceOf, sendAndWait } from '../support/letters.ts';
import { withSharedPli } from '../support/with-pli.ts';

describe('a key packet copied in the database from another envelope', () => {
  const running = withSharedPli();

  test('releases a key that opens nothing of that other envelope', async () => {
    const { pli } = running;
    const sender = await running.person(pli.account('member', 0, 0));
    const thiefAccount = pli.account('member', 1, 0);
    const victimAccount = pli.account('member', 1, 1);
    const thief = await running.person(thiefAccount);
    const toThief = await sendAndWait(running, sender, {
      recipients: [{ address: thiefAccount.email, kind: 'to' }],
    });
    const secret = await sendAndWait(running, sender, {
      html: '<p>secret</p>',
      recipients: [{ address: victimAccount.email, kind: 'to' }],
    });

    const victim = await running.person(victimAccount);
    const honest = await open(victim, referenceOf(secret, victimAccount.email));
    await running.tamper(
      'UPDATE envelope_keys SET packet = (SELECT packet FROM envelope_keys WHERE envelope_id = $2) WHERE envelope_id = $1',
      [toThief.envelopeId, secret.envelopeId],
    );
    const stolen = await open(thief, referenceOf(toThief, thiefAccount.email));

    expect(stolen.contentKey).not.toBe(honest.contentKey);
    const object = Object.values(honest.objects)[0];
    if (!object) throw new Error('no object');
    const stored = new Uint8Array(
      await (await fetch(new URL(object.url, pli.url), { headers: object.headers })).arrayBuffer(),
    );
    await expect(decryptSegment(key(honest.contentKey), stored)).resolves.toBeInstanceOf(Uint8Array);
    await expect(decryptSegment(key(stolen.contentKey), stored)).rejects.toThrow();
  });
});

function key(base64: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}
