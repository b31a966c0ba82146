import { isDatabaseAway } from '../../lib/db/database-away';
import { reportWrongRecipient } from '../../lib/delivery/report-wrong-recipient';
import { unblockRecipient } from '../../lib/delivery/unblock-recipient';
import { openEnvelope } from '../../lib/open/open-envelope';
import type { Services } from '../../lib/services';
import { integrateAll } from '../../lib/transparency-log/integrate-entries';
import { addGuest, type Person, type SealedLetter, sealLetter } from './sealed-world';

const client = { address: '192.0.2.9', agent: 'race' };
/** The longest that may lie between an entry's time and its commit, and so between the two orders across envelopes. */
export const longestMilliseconds = 2_000;

export type LoggedTime = { index: number; at: number; envelopeId: string | null; integratedAt: number };

/**
 * Opens, reports and unblocks the recipients of some letters all at once, each several times, while the sequencer runs; answers
 * with what the log then holds. Refusals (blocked, not found) are outcomes like others, and so is an end by the database two seconds after
 * the entry, which leaves none (docs/audit-log.md, section 2): a busy machine comes to that. That two end each other is none.
 */
export async function raceOnLetters(services: Services, sender: Person, letters = 3): Promise<LoggedTime[]> {
  const addresses = ['un@ailleurs.example', 'deux@ailleurs.example'];
  const guests = await Promise.all(addresses.map((address) => addGuest(services, address)));
  const sealed = await Promise.all(
    Array.from({ length: letters }, () =>
      sealLetter(
        services,
        sender,
        addresses.map((who) => ({ who })),
      ),
    ),
  );
  const deeds = sealed.flatMap((letter) =>
    guests.flatMap((guest) => deedsOn(services, sender, letter, guest)),
  );
  const running = Promise.allSettled(inDisorder(deeds).map((deed) => deed()));
  let isOver = false;
  const sequencing = (async () => {
    while (!isOver) await integrateAll(services);
  })();
  const outcomes = await running;
  isOver = true;
  await sequencing;
  await integrateAll(services);
  for (const one of outcomes)
    if (one.status === 'rejected' && one.reason.name !== 'AppError' && !isDatabaseAway(one.reason))
      throw one.reason;
  return readLog(services, sealed);
}

function deedsOn(
  services: Services,
  sender: Person,
  { envelopeId, recipients }: SealedLetter,
  guest: Awaited<ReturnType<typeof addGuest>>,
): (() => Promise<unknown>)[] {
  const { id: recipientId, reference } = recipients[guest.address] ?? { id: '', reference: '' };
  const open = () => openEnvelope(services, { actor: guest, client, reference });
  const report = () => reportWrongRecipient(services, { actor: guest, client, reference });
  const unblock = () => unblockRecipient(services, { actor: sender.actor, client, envelopeId, recipientId });
  return [open, report, unblock, open, report, unblock];
}

function inDisorder<T>(all: readonly T[]): T[] {
  return all
    .map((one) => ({ one, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);
}

/** Entries about these letters in the order of the log; the time of integration is that of the first checkpoint over them. */
async function readLog(services: Services, letters: readonly SealedLetter[]): Promise<LoggedTime[]> {
  const ids = letters.map(({ envelopeId }) => envelopeId);
  const rows = await services.db.$queryRaw<
    { index: bigint; at: Date; envelope_id: string | null; integrated_at: Date }[]
  >`
    SELECT l.index, e.occurred_at AS at, e.envelope_id, c.created_at AS integrated_at
    FROM log_leaves l JOIN audit_entries e ON e.id = l.entry_id
    CROSS JOIN LATERAL (SELECT created_at FROM log_checkpoints WHERE tree_size > l.index ORDER BY tree_size LIMIT 1) AS c
    WHERE e.envelope_id = ANY (${ids}::uuid[]) ORDER BY l.index`;
  return rows.map((row) => ({
    index: Number(row.index),
    at: row.at.getTime(),
    envelopeId: row.envelope_id,
    integratedAt: row.integrated_at.getTime(),
  }));
}

/** What contradicts the promise of docs/audit-log.md, section 2, in words; empty where it holds. */
export function contradictions(entries: readonly LoggedTime[]): string[] {
  const said: string[] = [];
  const lastOf = new Map<string | null, LoggedTime>();
  let latest = Number.NEGATIVE_INFINITY;
  let integrated = Number.NEGATIVE_INFINITY;
  for (const entry of entries) {
    const last = lastOf.get(entry.envelopeId);
    if (last && last.at > entry.at)
      said.push(`of one envelope ${last.index} is ${last.at - entry.at} ms later than ${entry.index}`);
    if (latest - entry.at > longestMilliseconds)
      said.push(`${entry.index} comes ${latest - entry.at} ms after its time`);
    if (entry.integratedAt < integrated) said.push(`the time of integration falls at ${entry.index}`);
    if (entry.integratedAt < entry.at - 1) said.push(`${entry.index} was integrated before it happened`);
    latest = Math.max(latest, entry.at);
    integrated = Math.max(integrated, entry.integratedAt);
    lastOf.set(entry.envelopeId, entry);
  }
  return said;
}
