import 'server-only';
import { createHash } from 'node:crypto';
import type { Tx } from '../db/transaction';
import { type EnvelopeState, followAddenda } from '../envelope-format/envelope-state';
import { FormatError } from '../envelope-format/format-error';
import { parseSeal, type Seal } from '../envelope-format/seal';
import { verifySealSignature } from '../envelope-format/seal-signature';
import { signedBytesOf } from '../envelope-format/signed-document';
import type { Keys } from '../keys';
import {
  columnsThatDisagree,
  type LateColumns,
  lateColumnsThatDisagree,
  placeColumnsThatDisagree,
  placeInSeal,
  type RecipientColumns,
  type SealedColumns,
} from './disagreements';
import { type GenuineAddendum, genuineAddenda } from './genuine-addenda';
import { sealPlace } from './seal-place';
import { openTitle } from './sealed-title';

/** A sealed row that is not what the seal and the log commit to: which one, and in what (columns, or that it is gone). */
export type SealedRowFault = {
  envelopeId: string;
  recipientId?: string;
  kind: 'sealed-row-edited' | 'sealed-row-deleted' | 'sealed-row-added';
  columns: readonly string[];
};

type EnvelopeRow = Omit<SealedColumns, 'title'> &
  LateColumns & {
    sealedTitle: Uint8Array | null;
    seal: Uint8Array;
    sealSignature: string;
    sealingKeyId: string;
    timestampedAt: Date | null;
  } & Parameters<typeof sealPlace>[0];
type RecipientRow = RecipientColumns & {
  id: string;
  envelopeId: string;
  openedAt: Date | null;
  withdrawnAt: Date | null;
};
/** What is left of a letter's keys, and whether a row says that its content was destroyed. */
type ContentRow = { envelopeId: string; living: number; destroyedAt: Date | null };
type AddendumRow = GenuineAddendum & { envelopeId: string };
type Rows = {
  recipients: readonly RecipientRow[];
  entries: readonly Entry[];
  addenda: readonly AddendumRow[];
  content: ContentRow | undefined;
};
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
 * Compares every row of a sealed letter with what its seal, its addenda and the log commit to: sender, times, counts, addressees,
 * until when it can be read, who was withdrawn, first opening, timestamp, keys and their destruction; and finds letters and recipients that are gone or were put in. The entries themselves are held against the log by the walk
 * along its leaves. What retention has pruned from the log is compared with the seal alone. Flat memory; changes nothing.
 */
export async function* verifySealedRows(
  tx: Tx,
  keys: Pick<Keys, 'sealing' | 'derive'>,
): AsyncGenerator<SealedRowFault> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const envelopes = await readEnvelopes(tx, after);
    const ids = envelopes.map(({ id }) => id);
    const recipients = byEnvelope(await readRecipients(tx, ids));
    const entries = byEnvelope(await readEntries(tx, ids));
    const addenda = byEnvelope(await readAddenda(tx, ids));
    const contents = byEnvelope(await readContents(tx, ids));
    for (const envelope of envelopes) {
      const of = <T>(rows: Map<string, T[]>) => rows.get(envelope.id) ?? [];
      yield* faultsOf(keys, envelope, {
        recipients: of(recipients),
        entries: of(entries),
        addenda: of(addenda),
        content: of(contents)[0],
      });
    }
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
  keys: Pick<Keys, 'sealing' | 'derive'>,
  envelope: EnvelopeRow,
  { recipients, entries, addenda, content }: Rows,
): AsyncGenerator<SealedRowFault> {
  const envelopeId = envelope.id;
  const accepted = entries.find(({ event }) => event === 'SubmissionAcceptance');
  const seal = await readOwnSeal(keys, envelope, accepted?.detail.seal);
  if (seal === null) {
    yield { envelopeId, kind: 'sealed-row-edited', columns: ['seal'] };
    return;
  }
  const state = await stateFollowed(keys, envelope, addenda, entries);
  if (state === null) {
    yield { envelopeId, kind: 'sealed-row-edited', columns: ['addenda'] };
    return;
  }
  const title = readTitle(keys, envelope);
  const columns = [
    ...columnsThatDisagree({ ...envelope, title: title ?? null }, seal),
    ...lateColumnsThatDisagree(envelope, state),
  ];
  if (title === undefined) columns.push('sealed_title');
  const stamped = entries.find(({ event }) => event === 'TimestampObtained');
  const time = envelope.timestampedAt?.toISOString() ?? null;
  if (stamped ? time !== stamped.detail.time : accepted && time !== null) columns.push('timestamped_at');
  columns.push(...contentThatDisagrees(content, state, entries));
  if (columns.length > 0) yield { envelopeId, kind: 'sealed-row-edited', columns };

  const missing = new Set(state.recipientHashes);
  for (const recipient of recipients) {
    const place = await placeInSeal(recipient, seal, state);
    const found = { envelopeId, recipientId: recipient.id };
    if (place === null || !missing.delete(place))
      yield { ...found, kind: 'sealed-row-added', columns: ['address', 'salt'] };
    else {
      const edited = await placeColumnsThatDisagree(recipient, seal, state);
      if (accepted && !agreesWithOpening(recipient, entries)) edited.push('opened_at');
      if (edited.length > 0) yield { ...found, kind: 'sealed-row-edited', columns: edited };
    }
  }
  if (missing.size > 0) yield { envelopeId, kind: 'sealed-row-deleted', columns: ['recipients'] };
}

/**
 * Keys and destructions against what was signed: a key that is gone without addendum and entry, one that is back after them, a row of
 * a destruction that never was or is missing.
 */
function contentThatDisagrees(
  content: ContentRow | undefined,
  { contentDestroyedAt }: EnvelopeState,
  entries: readonly Entry[],
): string[] {
  const { living = 0, destroyedAt = null } = content ?? {};
  const isDestroyed = contentDestroyedAt !== null;
  const wrong: string[] = [];
  if (living > 0 === isDestroyed) wrong.push('packet');
  const signedAt = isDestroyed ? Date.parse(contentDestroyedAt) : null;
  if ((destroyedAt?.getTime() ?? null) !== signedAt) wrong.push('destroyed_at');
  const isLogged = entries.some(({ event }) => event === 'ContentDestroyed');
  // what is pruned is the log's beginning: with the letter's first entry there, none of its later ones is missing
  const isWhole = entries.some(({ event }) => event === 'SubmissionAcceptance');
  if (isLogged !== isDestroyed && (isLogged || isWhole)) wrong.push('content_destroyed');
  return wrong;
}

/** The title as the application sealed it for the database; null where there is none, undefined for what it never made of this letter. */
function readTitle(
  keys: Pick<Keys, 'derive'>,
  { id, sealedTitle }: Pick<EnvelopeRow, 'id' | 'sealedTitle'>,
): string | null | undefined {
  if (sealedTitle === null) return null;
  try {
    return openTitle(keys, id, sealedTitle);
  } catch {
    return undefined;
  }
}

/** The seal, when it is the one that was made: the log commits to its digest, or else the provider's signature says so. */
async function readOwnSeal(
  { sealing }: Pick<Keys, 'sealing'>,
  envelope: EnvelopeRow,
  logged: unknown,
): Promise<Seal | null> {
  const { seal, sealSignature, sealingKeyId } = envelope;
  try {
    if (typeof logged === 'string') {
      if (createHash('sha256').update(seal).digest('hex') !== logged) return null;
    } else {
      const key = sealing.find(({ fingerprint }) => fingerprint === sealingKeyId);
      if (!key) return null;
      const signed = await signedBytesOf({ document: seal, batch: sealPlace(envelope) });
      await verifySealSignature(signed, sealSignature, key.publicKey);
    }
    return parseSeal(seal);
  } catch (error) {
    if (error instanceof FormatError) return null;
    throw error;
  }
}

/** What the envelope is after its addenda; null where one is not ours, one that the log names is gone, or they are no chain. */
async function stateFollowed(
  keys: Pick<Keys, 'sealing'>,
  { seal }: EnvelopeRow,
  addenda: readonly AddendumRow[],
  entries: readonly Entry[],
): Promise<EnvelopeState | null> {
  const logged = entries.flatMap(({ detail }) =>
    typeof detail.addendum === 'string' ? detail.addendum : [],
  );
  if (!(await genuineAddenda(keys, addenda, new Set(logged)))) return null;
  try {
    return await followAddenda(
      seal,
      addenda.map(({ document }) => document),
    );
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
      sealing_key_id AS "sealingKeyId", timestamped_at AS "timestampedAt", access_until AS "accessUntil",
      taken_back_at AS "takenBackAt", release_at AS "releaseAt", sealed_title AS "sealedTitle", title_salt AS "titleSalt", format, batch_place AS "batchPlace"
    FROM envelopes WHERE state = 'sealed' AND id > ${after}::uuid ORDER BY id LIMIT ${envelopesAtOnce}`;
}

function readRecipients(tx: Tx, ids: readonly string[]): Promise<RecipientRow[]> {
  return tx.$queryRaw`
    SELECT id, envelope_id AS "envelopeId", address, kind::text AS kind, name, salt, opened_at AS "openedAt",
      withdrawn_at AS "withdrawnAt"
    FROM recipients WHERE envelope_id = ANY (${ids}::uuid[])`;
}

function readEntries(tx: Tx, ids: readonly string[]): Promise<Entry[]> {
  return tx.$queryRaw`
    SELECT envelope_id AS "envelopeId", recipient_id AS "recipientId", event, occurred_at AS at, detail FROM audit_entries
    WHERE envelope_id = ANY (${ids}::uuid[])
      AND (event IN ('SubmissionAcceptance', 'TimestampObtained', 'ContentHandover') OR detail ? 'addendum')
    ORDER BY envelope_id, id`;
}

function readContents(tx: Tx, ids: readonly string[]): Promise<ContentRow[]> {
  return tx.$queryRaw`
    SELECT e.id AS "envelopeId", d.destroyed_at AS "destroyedAt",
      (SELECT count(*)::int FROM envelope_keys k WHERE k.envelope_id = e.id AND k.packet IS NOT NULL) AS living
    FROM envelopes e LEFT JOIN content_destructions d ON d.envelope_id = e.id WHERE e.id = ANY (${ids}::uuid[])`;
}

function readAddenda(tx: Tx, ids: readonly string[]): Promise<AddendumRow[]> {
  return tx.$queryRaw`
    SELECT envelope_id AS "envelopeId", document, signature, sealing_key_id AS "sealingKeyId", batch_place AS "batchPlace"
    FROM addenda WHERE envelope_id = ANY (${ids}::uuid[]) ORDER BY envelope_id, number`;
}
