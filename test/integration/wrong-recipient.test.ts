import { describe, expect, test } from 'vitest';
import type { Actor } from '../../lib/access/actor';
import { reportWrongRecipient } from '../../lib/delivery/report-wrong-recipient';
import { takeBackReport } from '../../lib/delivery/take-back-report';
import { unblockRecipient } from '../../lib/delivery/unblock-recipient';
import { client, guestAddress, withOpenings } from '../support/opening-world';
import { addGuest } from '../support/sealed-world';

describe('opening', () => {
  const { database, made, people, letterTo, entries, open } = withOpenings();

  test('"not for you" by who has not proved the address tells the sender, once, and blocks nobody', async () => {
    const { reader } = people;
    const letter = await letterTo(reader);
    const { reference = '', id: recipientId = '' } = letter.recipients[reader.actor.email] ?? {};
    const anonymous = { actor: { kind: 'anonymous' }, client, reference } as const;
    await Promise.all([1, 2, 3].map(() => reportWrongRecipient(made.services, anonymous)));
    await open(reader.actor, reference);
    await expect(takeBackReport(made.services, anonymous)).rejects.toMatchObject({ code: 'not-found' });
    const [jobs] = await database.db.$queryRaw<
      { count: number }[]
    >`SELECT count(*)::int FROM pgboss.job WHERE name = 'tell-sender' AND data->>'recipientId' = ${recipientId}`;
    expect(jobs).toEqual({ count: 1 });
    const written = await entries(letter.envelopeId);
    expect(written.map(({ event, detail }) => [event, detail])).toEqual([
      ['WrongRecipientReported', { opened: false, blocked: false }],
      ['ContentHandover', { first: true }],
    ]);
  });

  test('"not for you" by who has proved the address blocks, and she can take it back', async () => {
    const { sender, reader, stranger } = people;
    const letter = await letterTo(reader, guestAddress);
    const guest = await addGuest(made.services, guestAddress);
    const { reference = '' } = letter.recipients[guestAddress] ?? {};
    await reportWrongRecipient(made.services, { actor: { kind: 'anonymous' }, client, reference });
    await reportWrongRecipient(made.services, { actor: guest, client, reference });
    await expect(open(guest, reference)).rejects.toMatchObject({ code: 'blocked' });
    for (const actor of [stranger.actor, reader.actor, sender.actor, { kind: 'anonymous' } as const])
      await expect(takeBackReport(made.services, { actor, client, reference })).rejects.toMatchObject({
        code: 'not-found',
      });
    await takeBackReport(made.services, { actor: guest, client, reference });
    await takeBackReport(made.services, { actor: guest, client, reference });
    await open(guest, reference);
    const written = (await entries(letter.envelopeId)).map((entry) => entry.event);
    expect(written).toEqual([
      'WrongRecipientReported',
      'WrongRecipientReported',
      'OpeningRefused',
      'RecipientUnblocked',
      'ContentHandover',
    ]);
  });

  test('"not for you" blocks that recipient alone until the sender acts, and is told once', async () => {
    const { sender, colleague, reader, stranger } = people;
    const letter = await letterTo(reader, guestAddress);
    const guest = await addGuest(made.services, guestAddress);
    const { reference = '', id: recipientId = '' } = letter.recipients[reader.actor.email] ?? {};
    const report = (actor: Actor) => reportWrongRecipient(made.services, { actor, client, reference });
    await expect(report(stranger.actor)).rejects.toMatchObject({ code: 'not-found' });
    await Promise.all([report(reader.actor), report(reader.actor)]);
    await expect(open(reader.actor, reference)).rejects.toMatchObject({ code: 'blocked' });
    await open(guest, letter.recipients[guestAddress]?.reference ?? '');
    const jobs = await database.db.$queryRaw<
      unknown[]
    >`SELECT 1 FROM pgboss.job WHERE name = 'tell-sender' AND data->>'recipientId' = ${recipientId}`;
    expect(jobs).toHaveLength(1);
    const unblock = { client, envelopeId: letter.envelopeId, recipientId };
    await expect(
      unblockRecipient(made.services, { ...unblock, actor: colleague.actor }),
    ).rejects.toMatchObject({ code: 'not-found' });
    await unblockRecipient(made.services, { ...unblock, actor: sender.actor });
    await unblockRecipient(made.services, { ...unblock, actor: sender.actor });
    await open(reader.actor, reference);
    const written = (await entries(letter.envelopeId)).map((entry) => entry.event);
    expect(written).toEqual([
      'WrongRecipientReported',
      'OpeningRefused',
      'ContentHandover',
      'RecipientUnblocked',
      'ContentHandover',
    ]);
  });
});
