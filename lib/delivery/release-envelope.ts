import 'server-only';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsOf } from '../audit/trail/organisations-concerned';
import type { Tx } from '../db/transaction';
import { fileItems } from '../mailbox/mailbox-items';
import { rememberCorrespondents } from '../mailbox/remember-correspondents';
import type { Services } from '../services';

/**
 * The delivery step of a sealed envelope, when its time has come: recipients that still wait are released, once. Until then
 * nobody but the sender can see that it exists. Repeating it is harmless, two workers at once wait for each other.
 */
export async function releaseEnvelope(
  services: Pick<Services, 'db' | 'clock' | 'queue'>,
  { envelopeId }: { envelopeId: string },
): Promise<void> {
  await services.db.$transaction(async (tx) => {
    const [envelope] = await tx.$queryRaw<Waiting[]>`
      SELECT organisation_id AS "organisationId", release_at AS "releaseAt", sender_address AS address, sender_name AS name
      FROM envelopes WHERE id = ${envelopeId}::uuid AND state = 'sealed' FOR UPDATE`;
    const now = services.clock.now();
    if (!envelope?.releaseAt) return;
    if (envelope.releaseAt > now) throw new Error('too early: the job is tried again');
    const released = await releaseWaiting(services, tx, envelopeId, now);
    if (released.length === 0) return;
    await rememberCorrespondents(tx, knownBy(released, envelope), now);
    await appendEntry(tx, {
      event: 'Released',
      actor: { kind: 'system' },
      client: null,
      organisationIds: organisationsOf(envelope, ...released),
      envelopeId,
      // no number: who reads it and is not the sender would learn how many blind copies there are
    });
  });
}

type Waiting = { organisationId: string | null; releaseAt: Date | null; address: string; name: string };
type Released = { id: string; mailboxId: string; organisationId: string | null };

/** Whom these recipients' mailboxes have heard from now. */
function knownBy(released: readonly Released[], { address, name }: Pick<Waiting, 'address' | 'name'>) {
  return released.map(({ mailboxId }) => ({ mailboxId, address, name }));
}

/**
 * Releases the recipients of an envelope that wait, in the caller's transaction, which holds the envelope's row: each gets
 * its copy filed and its notification enqueued, all of them in one statement each.
 */
export async function releaseWaiting(
  { queue }: Pick<Services, 'queue'>,
  tx: Tx,
  envelopeId: string,
  now: Date,
): Promise<Released[]> {
  const released = await tx.$queryRaw<Released[]>`
    UPDATE recipients r SET delivery_state = 'released', released_at = ${now} FROM mailboxes m
    WHERE r.envelope_id = ${envelopeId}::uuid AND r.delivery_state = 'waiting' AND m.id = r.mailbox_id
    RETURNING r.id, r.mailbox_id AS "mailboxId", m.organisation_id AS "organisationId"`;
  if (released.length === 0) return [];
  await fileItems(
    tx,
    envelopeId,
    released.map(({ id, mailboxId }) => ({ id, mailboxId, recipientId: id, folder: 'inbox', at: now })),
  );
  const jobs = released.map(({ id }) => ({ payload: { recipientId: id }, key: id }));
  await queue.enqueueAll(tx, 'notify', jobs);
  return released;
}
