import 'server-only';
import { jcs } from '../audit-format/commitments';
import { buildLeaf, type FieldValues } from '../audit-format/leaf';
import type { Services } from '../services';
import { openCheckpoint } from '../transparency-log/checkpoint';
import { entryLine } from '../transparency-log/entry-line';
import { hashLeaf } from '../transparency-log/merkle';
import { nodeHashing } from '../transparency-log/node-hashing';
import { inclusionProofs } from '../transparency-log/prove';
import type { StampedCheckpoint } from '../transparency-log/read-checkpoint';
import { type LoggedEntry, readLoggedEntries } from '../transparency-log/read-logged-entries';
import { tlogProof } from '../transparency-log/tlog-proof';
import { rootOfInclusion, sameHash } from '../verify/merkle';
import { loadSha256 } from '../verify/sha256';
import { type EvidenceReader, fieldsFor } from './reader-view';

/** An entry as it stands in the bundle, with its proof, and what of it the reader may see, for the receipt. */
export type EvidenceEntry = {
  index: number;
  at: Date;
  event: string;
  actorKind: string;
  fields: Partial<FieldValues>;
  /** JCS, with its line feed. */
  line: string;
  proof: string;
};

/**
 * Entries at most, the oldest: an envelope has some tens. Of fetched links, which anyone can make many of, the newest few hundred:
 * they must neither make a bundle endless nor push out what it is for.
 */
const entriesMax = 5_000;
const linksMax = 500;
const entriesABatch = 500;

/**
 * The entries about an envelope that this reader may see, in the order of the log, each with its proof under the checkpoint, which was
 * checked: what a row says and the log does not is issued to nobody.
 * @throws Error where the checkpoint is not this log's, or an entry is not the one in it
 */
export async function readEvidenceEntries(
  { db, keys }: Pick<Services, 'db' | 'keys'>,
  envelopeId: string,
  reader: EvidenceReader,
  { treeSize, note }: StampedCheckpoint,
): Promise<EvidenceEntry[]> {
  const sha256 = await loadSha256();
  const head = openCheckpoint(keys.log, note);
  if (head?.treeSize !== treeSize) throw new Error('the checkpoint is not of this log');
  const ids = await entryIds(db, envelopeId, reader);
  const entries: EvidenceEntry[] = [];
  for (let from = 0; from < ids.length; from += entriesABatch) {
    const logged = await readLoggedEntries(db, { entryIds: ids.slice(from, from + entriesABatch) });
    const shown = logged.flatMap((entry) => (entry.index < treeSize ? (disclose(entry, reader) ?? []) : []));
    const indexes = shown.map(({ index }) => index);
    const paths = await inclusionProofs(db, indexes, treeSize);
    for (const [at, { leafHash, ...entry }] of shown.entries()) {
      const path = paths[at] ?? [];
      const root = rootOfInclusion(sha256, { index: entry.index, size: treeSize, leaf: leafHash, path });
      if (!sameHash(root, head.rootHash))
        throw new Error(`the entry at ${entry.index} is not the one in the log: verify the log`);
      entries.push({ ...entry, proof: tlogProof(entry.index, path, note) });
    }
  }
  return entries.sort((a, b) => a.index - b.index);
}

async function entryIds(db: Services['db'], envelopeId: string, reader: EvidenceReader): Promise<bigint[]> {
  const links = await idsOf(db, envelopeId, reader, { event: 'LinkFetched' }, 'desc', linksMax);
  const others = await idsOf(db, envelopeId, reader, { event: { not: 'LinkFetched' } }, 'asc', entriesMax);
  return [...others, ...links];
}

async function idsOf(
  db: Services['db'],
  envelopeId: string,
  reader: EvidenceReader,
  events: { event: string | { not: string } },
  order: 'asc' | 'desc',
  take: number,
): Promise<bigint[]> {
  // what a guest sent or received is in nobody's trail of her own; fieldsFor says what she may see
  if (reader.kind === 'recipient' || reader.organisationId === null) {
    const where = { envelopeId, ...events };
    const rows = await db.auditEntry.findMany({ where, select: { id: true }, orderBy: { id: order }, take });
    return rows.map(({ id }) => id);
  }
  const rows = await db.auditVisibility.findMany({
    where: { organisationId: reader.organisationId, envelopeId, ...events },
    select: { entryId: true },
    orderBy: [{ occurredAt: order }, { entryId: order }],
    take,
  });
  return rows.map(({ entryId }) => entryId);
}

function disclose(
  entry: LoggedEntry,
  reader: EvidenceReader,
): (Omit<EvidenceEntry, 'proof'> & { leafHash: Uint8Array }) | null {
  const { index, source, clientOwner } = entry;
  const fields = fieldsFor(reader, { ...source, clientOwner });
  if (!fields) return null;
  return {
    index,
    at: new Date(source.at),
    event: source.event,
    actorKind: source.actorKind,
    fields: Object.fromEntries(fields.map((field) => [field, source.fields[field]])),
    line: `${jcs(entryLine(entry, { fields }))}\n`,
    leafHash: hashLeaf(buildLeaf(nodeHashing, source, entry.numbers).text),
  };
}
