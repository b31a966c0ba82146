import 'server-only';
import type { Actor, Client } from '../access/actor';
import { can } from '../access/policy';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsConcerned } from '../audit/trail/organisations-concerned';
import type { Tx } from '../db/transaction';
import { standingOf } from '../envelope/lock-received';
import { readSealed } from '../envelope/read-sealed';
import type { LinkView } from '../envelope/wire';
import { AppError } from '../errors';
import { keptUntil } from '../keeping/kept-until';
import { shownHolds } from '../retention/shown-holds';
import { assertPlaceAgrees } from '../sealed-rows/assert-agrees';
import type { Services } from '../services';

const onceEveryMilliseconds = 3_600_000;
/** Entries one recipient's link causes in an hour, from however many addresses it is fetched; at once a few more. */
const entriesAnHourMax = 100;

/**
 * What the page of a link shows to whoever fetches it, a mail scanner included: who wrote and when, nothing else. Changes
 * no state; a LinkFetched entry notes the fact, at most one per recipient, client address and hour,
 * and about a hundred per recipient and hour.
 * @throws AppError `not-found`
 */
export async function fetchLink(
  services: Pick<Services, 'db' | 'clock'>,
  { actor, client, reference }: { actor: Actor; client: Client; reference: string },
): Promise<LinkView> {
  return services.db.$transaction(async (tx) => {
    const now = services.clock.now();
    const recipient = await tx.recipient.findUnique({
      where: { reference },
      include: {
        mailbox: { select: { organisationId: true, kind: true } },
        item: { select: { removedAt: true } },
      },
    });
    if (recipient === null) throw new AppError('not-found');
    const envelope = await readSealed(tx, recipient.envelopeId);
    await assertPlaceAgrees(recipient, envelope);
    const removedAt = recipient.item?.removedAt ?? null;
    const judged = { ...recipient, removedAt, envelope, keptUntil: await keptUntil(tx, recipient) };
    const standing = standingOf(judged, now);
    if (standing === 'hidden') throw new AppError('not-found');
    if (await isFirstFetchInAWhile(tx, recipient, client, now)) {
      await appendEntry(tx, {
        event: 'LinkFetched',
        actor,
        client,
        organisationIds: organisationsConcerned(envelope, recipient),
        envelopeId: envelope.id,
        recipientId: recipient.id,
      });
    }
    const mine = can(actor, 'received.see', judged);
    return {
      reference,
      state: standing,
      sender: {
        name: envelope.senderName || null,
        address: envelope.senderAddress,
        organisation: envelope.organisation?.name ?? '',
      },
      sealedAt: envelope.sealedAt.toISOString(),
      expiresAt: envelope.accessUntil.toISOString(),
      withdrawnAt: recipient.withdrawnAt?.toISOString() ?? null,
      proof: recipient.mailbox.kind === 'guest' ? 'code' : 'sign-in',
      mine,
      openedAt: mine ? (recipient.openedAt?.toISOString() ?? null) : null,
      holds: mine ? await shownHolds(tx, envelope, recipient.mailbox) : [],
    };
  });
}

/** Looks before and after taking a lock, so that a hundred fetches at once leave one entry and most take no lock. */
async function isFirstFetchInAWhile(
  tx: Tx,
  recipient: { id: string; envelopeId: string },
  client: Client,
  now: Date,
): Promise<boolean> {
  const noted = async () => {
    const entries = await tx.auditEntry.findMany({
      where: {
        envelopeId: recipient.envelopeId,
        recipientId: recipient.id,
        event: 'LinkFetched',
        occurredAt: { gt: new Date(now.getTime() - onceEveryMilliseconds) },
      },
      select: { clientAddress: true },
      take: entriesAnHourMax,
    });
    return (
      entries.length === entriesAnHourMax ||
      entries.some(({ clientAddress }) => clientAddress === client.address)
    );
  };
  if (await noted()) return false;
  const name = `link ${recipient.id} ${client.address ?? ''}`;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
  return !(await noted());
}
