import 'server-only';
import { createHash } from 'node:crypto';
import type { Tx } from '../db/transaction';
import { FormatError } from '../envelope-format/format-error';
import { parseSeal, type Seal } from '../envelope-format/seal';
import { verifySealSignature } from '../envelope-format/seal-signature';
import type { Keys } from '../keys';
import { columnsThatDisagree, placeInSeal, type RecipientColumns, type SealedColumns } from './disagreements';

/** A sealed row that is not what the seal and the log commit to: which one, and in what (columns, or that it is gone). */
export type SealedRowFault = {
  envelopeId: string;
  recipientId?: string;
  kind: 'sealed-row-edited' | 'sealed-row-deleted' | 'sealed-row-added';
  columns: readonly string[];
};

type EnvelopeRow = SealedColumns & {
  seal: Uint8Array;
  sealSignature: string;
  sealingKeyId: string;
  timestampedAt: Date | null;
};
type RecipientRow = RecipientColumns & { id: string; envelopeId: string; openedAt: Date | null };
type Entry = {
  envelopeId: string;
  recipientId: string | null;
  event: string;
  at: Date;
  detail: Record<string, unknown>;
};

const envelopesAtOnce = 500;
/** Rows of before were written by the clock of the process, entries by that of the database. */
const clockDifferenceMilliseconds = 5_000;

/**
 * Compares every row of a sealed letter with what its seal and the log commit to: sender, times, counts, addressees, first opening,
 * timestamp; and finds letters and recipients that are gone or were put in. The entries themselves are held against the log by the walk
 * along its leaves. What retention has pruned from the log is compared with the seal alone. Flat memory; changes nothing.
 */
export async function* verifySealedRows(tx: Tx, keys: Pick<Keys, 'sealing'>): AsyncGenerator<SealedRowFault> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const envelopes = await readEnvelopes(tx, after);
    const ids = envelopes.map(({ id }) => id);
    const recipients = byEnvelope(await readRecipients(tx, ids));
    const entries = byEnvelope(await readEntries(tx, ids));
    for (const envelope of envelopes)
      yield* faultsOf(keys, envelope, recipients.get(envelope.id) ?? [], entries.get(envelope.id) ?? []);
    if (envelopes.length < envelopesAtOnce) break;
    after = ids.at(-1) ?? after;
  }
  const gone = await tx.$queryRaw<{ envelopeId: string }[]>`
    SELECT DISTINCT a.envelope_id AS "envelopeId" FROM audit_entries a WHERE a.event = 'SubmissionAcceptance'
      AND NOT EXISTS (SELECT FROM envelopes e WHERE e.id = a.envelope_id AND e.state = 'sealed') LIMIT 1000`;
  for (const { envelopeId } of gone) yield { envelopeId, kind: 'sealed-row-deleted', columns: [] };
}

function byEnvelope<T extends { envelopeId: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(row.envelopeId, [...(groups.get(row.envelopeId) ?? []), row]);
  return groups;
}

async function* faultsOf(
  keys: Pick<Keys, 'sealing'>,
  envelope: EnvelopeRow,
  recipients: readonly RecipientRow[],
  entries: readonly Entry[],
): AsyncGenerator<SealedRowFault> {
  const envelopeId = envelope.id;
  const accepted = entries.find(({ event }) => event === 'SubmissionAcceptance');
  const seal = await readOwnSeal(keys, envelope, accepted?.detail.seal);
  if (seal === null) {
    yield { envelopeId, kind: 'sealed-row-edited', columns: ['seal'] };
    return;
  }
  const columns = columnsThatDisagree(envelope, seal);
  const stamped = entries.find(({ event }) => event === 'TimestampObtained');
  const time = envelope.timestampedAt?.toISOString() ?? null;
  if (stamped ? time !== stamped.detail.time : accepted && time !== null) columns.push('timestamped_at');
  if (columns.length > 0) yield { envelopeId, kind: 'sealed-row-edited', columns };

  const missing = new Set(seal.recipientHashes);
  for (const recipient of recipients) {
    const place = await placeInSeal(recipient, seal);
    const found = { envelopeId, recipientId: recipient.id };
    if (place === null || !missing.delete(place))
      yield { ...found, kind: 'sealed-row-added', columns: ['address', 'salt'] };
    else if (accepted && !agreesWithOpening(recipient, entries))
      yield { ...found, kind: 'sealed-row-edited', columns: ['opened_at'] };
  }
  if (missing.size > 0) yield { envelopeId, kind: 'sealed-row-deleted', columns: ['recipients'] };
}

/** The seal, when it is the one that was made: the log commits to its digest, or else the provider's signature says so. */
async function readOwnSeal(
  { sealing }: Pick<Keys, 'sealing'>,
  { seal, sealSignature, sealingKeyId }: EnvelopeRow,
  logged: unknown,
): Promise<Seal | null> {
  try {
    if (typeof logged === 'string') {
      if (createHash('sha256').update(seal).digest('hex') !== logged) return null;
    } else {
      const key = sealing.find(({ fingerprint }) => fingerprint === sealingKeyId);
      if (!key) return null;
      await verifySealSignature(seal, sealSignature, key.publicKey);
    }
    return parseSeal(seal);
  } catch (error) {
    if (error instanceof FormatError) return null;
    throw error;
  }
}

function agreesWithOpening({ id, openedAt }: RecipientRow, entries: readonly Entry[]): boolean {
  const first = entries.find(({ event, recipientId }) => event === 'ContentHandover' && recipientId === id);
  if (!first || !openedAt) return !first && !openedAt;
  return Math.abs(first.at.getTime() - openedAt.getTime()) <= clockDifferenceMilliseconds;
}

function readEnvelopes(tx: Tx, after: string): Promise<EnvelopeRow[]> {
  return tx.$queryRaw`
    SELECT id, sender_address AS "senderAddress", sender_name AS "senderName", sealed_at AS "sealedAt", expires_at AS "expiresAt",
      attachment_count AS "attachmentCount", attachment_bytes AS "attachmentBytes", seal, seal_signature AS "sealSignature",
      sealing_key_id AS "sealingKeyId", timestamped_at AS "timestampedAt"
    FROM envelopes WHERE state = 'sealed' AND id > ${after}::uuid ORDER BY id LIMIT ${envelopesAtOnce}`;
}

function readRecipients(tx: Tx, ids: readonly string[]): Promise<RecipientRow[]> {
  return tx.$queryRaw`
    SELECT id, envelope_id AS "envelopeId", address, kind::text AS kind, name, salt, opened_at AS "openedAt"
    FROM recipients WHERE envelope_id = ANY (${ids}::uuid[])`;
}

function readEntries(tx: Tx, ids: readonly string[]): Promise<Entry[]> {
  return tx.$queryRaw`
    SELECT envelope_id AS "envelopeId", recipient_id AS "recipientId", event, occurred_at AS at, detail FROM audit_entries
    WHERE envelope_id = ANY (${ids}::uuid[]) AND event IN ('SubmissionAcceptance', 'TimestampObtained', 'ContentHandover')
    ORDER BY envelope_id, id`;
}
