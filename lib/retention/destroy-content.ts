import 'server-only';
import { randomBytes } from 'node:crypto';
import { appendAddendum } from '../addendum/append-addendum';
import { appendEntry } from '../audit/trail/append-entry';
import type { Tx } from '../db/transaction';
import { lockEnvelope } from '../envelope/lock-envelope';
import { heldElsewhereHash } from '../envelope-format/salted-hash';
import { judgeLetter } from '../keeping/judge-letter';
import { type ReadFacts, readLetterFacts } from '../keeping/read-letter-facts';
import type { ShownDestruction } from '../keeping/shown';
import type { Services } from '../services';
import { forgetEnding, noteEnding } from './endings';

const dayMilliseconds = 86_400_000;

type Needed = Pick<Services, 'db' | 'clock' | 'keys' | 'queue' | 'config' | 'objectStore'>;

/**
 * Destroys a letter's content, when no copy of it has a reason left and the days of grace have passed: in one transaction its last
 * key goes, its title, and its hold on its parts; an addendum and an entry say so; and a job is to remove what lies in the vault.
 * Before, with nothing locked, the store is told (endings.ts), so that no restored database brings the letter back.
 * Where something keeps it, the time to look again is written down instead. Repeating it is harmless; of two at once one does it.
 * @throws AppError `storage-unavailable`, `storage-full`: nothing is destroyed then
 */
export async function destroyContent(
  services: Needed,
  { envelopeId }: { envelopeId: string },
): Promise<void> {
  const { db, clock, objectStore } = services;
  const now = clock.now();
  const seemsOver = await db.$transaction(async (tx) => {
    const facts = await livingFacts(tx, envelopeId);
    return facts !== null && isOver(services, facts, now);
  });
  if (seemsOver) await noteEnding(objectStore, envelopeId, now);
  const isKept = await db.$transaction(async (tx) => {
    await lockRules(tx, envelopeId);
    await lockEnvelope(tx, envelopeId);
    const facts = await livingFacts(tx, envelopeId);
    if (facts === null) return false;
    if (!isOver(services, facts, now)) {
      await lookAgain(tx, envelopeId, lastReasonOf(services, facts));
      return true;
    }
    if (!seemsOver) throw new Error('its last reason ended a moment ago: the job is tried again');
    await destroy(services, tx, envelopeId, facts);
    return false;
  });
  if (seemsOver && isKept) await forgetEnding(objectStore, envelopeId, now);
}

/** Destroys a letter that was destroyed before, as the store says, and that a restored database takes for living. */
export async function destroyAgain(services: Needed, envelopeId: string): Promise<void> {
  await services.db.$transaction(async (tx) => {
    await lockRules(tx, envelopeId);
    await lockEnvelope(tx, envelopeId);
    const facts = await livingFacts(tx, envelopeId);
    if (facts !== null) await destroy(services, tx, envelopeId, facts, { again: true });
  });
}

/** What keeps a letter, or does not; null where no key is left. */
async function livingFacts(tx: Tx, envelopeId: string): Promise<ReadFacts | null> {
  const living = await tx.envelopeKey.count({ where: { envelopeId, packet: { not: null } } });
  return living > 0 ? readLetterFacts(tx, envelopeId) : null;
}

const graceMillisecondsOf = ({ config }: Pick<Needed, 'config'>) =>
  config.retention.graceDays * dayMilliseconds;

/** When the last reason ends, or the last change of a rule has settled. */
function lastReasonOf(services: Pick<Needed, 'config'>, facts: ReadFacts): number {
  return Math.max(judgeLetter(facts).contentUntil, facts.rulesSettledAt - graceMillisecondsOf(services));
}

function isOver(services: Pick<Needed, 'config'>, facts: ReadFacts, now: Date): boolean {
  return lastReasonOf(services, facts) + graceMillisecondsOf(services) <= now.getTime();
}

/** Rules do not change while a letter is judged by them: who changes one waits, and looks at all letters after. */
async function lockRules(tx: Tx, envelopeId: string): Promise<void> {
  await tx.$executeRaw`
    SELECT FROM organisations WHERE id IN (
      SELECT organisation_id FROM envelopes WHERE id = ${envelopeId}::uuid
      UNION SELECT m.organisation_id FROM recipients r JOIN mailboxes m ON m.id = r.mailbox_id WHERE r.envelope_id = ${envelopeId}::uuid
    ) ORDER BY id FOR SHARE`;
}

/** What has no end is looked at again when a hold is lifted or a rule changed (judge-again.ts). */
async function lookAgain(tx: Tx, envelopeId: string, at: number): Promise<void> {
  const judgeAt = Number.isFinite(at) ? new Date(at) : null;
  await tx.$executeRaw`
    UPDATE envelope_keys SET judge_at = ${judgeAt} WHERE envelope_id = ${envelopeId}::uuid AND judge_at IS NOT NULL`;
}

async function destroy(
  services: Pick<Services, 'keys' | 'queue'>,
  tx: Tx,
  envelopeId: string,
  facts: ReadFacts,
  { again = false } = {},
): Promise<void> {
  const { parts, bytes, letters, partsElsewhere } = await countParts(tx, envelopeId);
  const heldSalt = new Uint8Array(randomBytes(32));
  const heldElsewhere = await heldElsewhereHash({ letters, parts: partsElsewhere }, heldSalt);
  const changes = [{ kind: 'content-destroyed' as const, heldElsewhere }];
  const { at, digest } = await appendAddendum(services, tx, { envelopeId, author: null, changes });
  const why = whyOf(facts);
  await tx.$executeRaw`
    UPDATE envelope_keys SET packet = NULL, destroyed_at = ${at}, destroyed_why = ${why}, judge_at = NULL, notice_of = NULL
    WHERE envelope_id = ${envelopeId}::uuid AND packet IS NOT NULL`;
  await tx.$executeRaw`
    UPDATE part_uses SET released_at = ${at} WHERE envelope_id = ${envelopeId}::uuid AND released_at IS NULL`;
  await tx.contentDestruction.create({
    data: {
      envelopeId,
      organisationId: facts.organisationId,
      destroyedAt: at,
      why,
      parts,
      bytes,
      heldLetters: letters,
      heldParts: partsElsewhere,
      heldSalt,
    },
    select: { envelopeId: true },
  });
  await tx.$executeRaw`
    UPDATE envelopes SET title = NULL, sealed_title = NULL
    WHERE id = ${envelopeId}::uuid AND (title IS NOT NULL OR sealed_title IS NOT NULL)`;
  await services.queue.enqueue(tx, 'purge-content', { envelopeId }, { key: envelopeId });
  await appendEntry(tx, {
    event: 'ContentDestroyed',
    actor: { kind: 'system' },
    client: null,
    organisationIds: facts.organisationIds,
    envelopeId,
    // no number of letters: who reads it and is not of the sender's organisation would learn of them
    detail: { why, addendum: digest, ...(again && { again }) },
  });
}

/** What it has, and how many other letters that still live hold how many of its parts. */
async function countParts(tx: Tx, envelopeId: string) {
  const [own] = await tx.$queryRaw<{ parts: number; bytes: bigint }[]>`
    SELECT count(*)::int AS parts, coalesce(sum(bytes), 0)::bigint AS bytes FROM part_uses WHERE envelope_id = ${envelopeId}::uuid`;
  const [other] = await tx.$queryRaw<{ letters: number; parts: number }[]>`
    SELECT count(DISTINCT o.envelope_id)::int AS letters, count(DISTINCT o.part_id)::int AS parts
    FROM part_uses u JOIN part_uses o ON o.part_id = u.part_id AND o.envelope_id <> u.envelope_id AND o.released_at IS NULL
    JOIN envelopes e ON e.id = o.envelope_id AND e.state = 'sealed'
    WHERE u.envelope_id = ${envelopeId}::uuid`;
  return {
    parts: own?.parts ?? 0,
    bytes: own?.bytes ?? 0n,
    letters: other?.letters ?? 0,
    partsElsewhere: other?.parts ?? 0,
  };
}

/** What ended it: the sender's date or deed, the rule of an organisation that had kept it longer, or all who had it. */
function whyOf(facts: ReadFacts): ShownDestruction['why'] {
  if (facts.takenBackAt !== null) return 'taken-back';
  const { contentUntil } = judgeLetter(facts);
  if (contentUntil > facts.accessUntil.getTime()) return 'retention';
  if (contentUntil < facts.accessUntil.getTime()) return 'removed';
  const { recipients } = facts;
  return recipients.length > 0 && recipients.every(({ withdrawnAt }) => withdrawnAt !== null)
    ? 'withdrawn'
    : 'expired';
}
