import { createHash } from 'node:crypto';
import { chosenRelease } from '../envelope-format/chosen-release';
import type { EnvelopeState } from '../envelope-format/envelope-state';
import { recipientHash, recipientHash2 } from '../envelope-format/salted-hash';
import type { Seal } from '../envelope-format/seal';
import { segmentPlaintextBytes } from '../envelope-format/segment-layout';

/** What of an envelope's row its seal says as well. */
export type SealedColumns = {
  id: string;
  senderAddress: string | null;
  senderName: string | null;
  sealedAt: Date | null;
  expiresAt: Date | null;
  /** From when on it may be released: sealed where the sender chose it. */
  releaseAt: Date | null;
  attachmentCount: number;
  attachmentBytes: bigint;
  /** Null where the server does not know it. */
  title: string | null;
  titleSalt: Uint8Array | null;
};

/**
 * The columns of an envelope's row that are not what its seal says; empty where they agree. The title is committed to by seals of version 2
 * only.
 */
export function columnsThatDisagree(row: SealedColumns, seal: Seal): string[] {
  const attachments = seal.parts.filter(({ kind }) => kind === 'attachment');
  const bytes = attachments
    .flatMap(({ segments }) => segments)
    .reduce((sum, { ciphertextBytes }) => sum + segmentPlaintextBytes(ciphertextBytes), 0);
  const agrees: EachCompared<SealedColumns, 'titleSalt'> = {
    id: row.id === seal.envelopeId,
    senderAddress: row.senderAddress === seal.sender.address,
    senderName: row.senderName === seal.sender.name,
    sealedAt: row.sealedAt?.toISOString() === seal.sealedAt,
    expiresAt: row.expiresAt?.toISOString() === seal.expiresAt,
    releaseAt: [null, row.releaseAt?.toISOString()].includes(chosenRelease(seal)),
    attachmentCount: row.attachmentCount === attachments.length,
    attachmentBytes: Number(row.attachmentBytes) === bytes,
    // with its salt
    title: agreesWithTitle(row, seal),
  };
  return columnsOf(agrees);
}

/** What of an envelope's row its addenda say as well. */
export type LateColumns = { accessUntil: Date | null; takenBackAt: Date | null };

/** The columns of an envelope's row that are not what its seal and addenda come to; empty where they agree. */
export function lateColumnsThatDisagree(row: LateColumns, state: EnvelopeState): string[] {
  const agrees: EachCompared<LateColumns> = {
    accessUntil: row.accessUntil?.toISOString() === state.availableUntil,
    takenBackAt: (row.takenBackAt?.toISOString() ?? null) === state.takenBackAt,
  };
  return columnsOf(agrees);
}

/** Every column of a row has to say whether it agrees: one that is read and compared with nothing does not compile. */
type EachCompared<Columns, WithAnother extends keyof Columns = never> = Readonly<
  Record<Exclude<keyof Columns, WithAnother>, boolean>
>;

/** Those that do not agree, by their names in the database. */
function columnsOf(agrees: Readonly<Record<string, boolean>>): string[] {
  return Object.keys(agrees)
    .filter((column) => agrees[column] === false)
    .map((column) => column.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

/** Whether a title is the one that a seal of version 2 commits to; true where there is none, or the seal commits to none. */
export function agreesWithTitle(
  { title, titleSalt }: Pick<SealedColumns, 'title' | 'titleSalt'>,
  seal: Seal,
): boolean {
  if (title === null || seal.format === 'pli-seal-1') return true;
  if (titleSalt === null) return false;
  return createHash('sha256').update(titleSalt).update(title).digest('hex') === seal.titleHash;
}

/** What of a recipient's row the seal commits to: of version 1 the address alone, of version 2 kind and name as well. */
export type RecipientColumns = {
  address: string;
  kind: 'to' | 'cc' | 'bcc';
  name: string | null;
  salt: Uint8Array;
};

/** The recipient's place, as its row says it: how it stands in a seal of this version, or in an addendum behind one. */
export async function placeOfRecipient(
  { address, kind, name, salt }: RecipientColumns,
  { format }: Pick<Seal, 'format'>,
): Promise<string> {
  return format === 'pli-seal-1'
    ? recipientHash(address, salt)
    : recipientHash2({ address, kind, name: name ?? '' }, salt);
}

/** The recipient's place; null where neither seal nor addenda know anybody of that address and salt. */
export async function placeInSeal(
  row: RecipientColumns,
  seal: Seal,
  { recipientHashes }: Pick<EnvelopeState, 'recipientHashes'>,
): Promise<string | null> {
  const hash = await placeOfRecipient(row, seal);
  return recipientHashes.has(hash) ? hash : null;
}

/** The columns of a recipient's row that are not what seal and addenda say; `address` stands for all of its place. */
export async function placeColumnsThatDisagree(
  row: RecipientColumns & { withdrawnAt: Date | null },
  seal: Seal,
  state: EnvelopeState,
): Promise<string[]> {
  const place = await placeInSeal(row, seal, state);
  if (place === null) return ['address', 'salt'];
  return withdrawalAgrees(row, place, state) ? [] : ['withdrawn_at'];
}

/** Whether a recipient was withdrawn exactly when an addendum says so. */
function withdrawalAgrees(
  { withdrawnAt }: { withdrawnAt: Date | null },
  place: string,
  { addenda }: EnvelopeState,
): boolean {
  const withdrawing = addenda.find(({ changes }) =>
    changes.some((change) => change.kind === 'recipient-withdrawn' && change.recipientHash === place),
  );
  return (withdrawnAt?.toISOString() ?? null) === (withdrawing?.at ?? null);
}
