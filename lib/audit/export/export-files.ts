import 'server-only';
import type { Locale } from '../../access/actor';
import type { HeadLine } from '../../audit-format/export-lines';
import { exportFormat } from '../../audit-format/export-lines';
import { AppError } from '../../errors';
import type { Services } from '../../services';
import { consistencyProof } from '../../transparency-log/prove';
import type { StampedCheckpoint } from '../../transparency-log/read-checkpoint';
import { signNote } from '../../transparency-log/signed-note';
import { timestampedCheckpoint } from '../../transparency-log/timestamped-checkpoint';
import { lookedFor } from '../explore/note-reading';
import type { AuditFilter, ExportFormat } from '../explore/wire';
import { csvLines, proofLines } from './export-lines';
import {
  entriesByFilter,
  entriesByNumber,
  leavesHoles,
  type NumberRange,
  numbersBetween,
  prunedUpTo,
} from './export-scope';
import { signedZip } from './export-zip';
import { holdPruning } from './hold-pruning';

export type ExportNeeds = Pick<Services, 'db' | 'clock' | 'keys' | 'timestamper' | 'log'>;

export type ExportFile = {
  mediaType: string;
  /** The organisation's numbers in it; null where a filter leaves holes. */
  numbers: NumberRange | null;
  chunks: AsyncGenerator<Uint8Array>;
};

export type ExportInput = {
  organisationId: string;
  format: ExportFormat;
  filter: AuditFilter;
  numbers?: NumberRange;
  /** Tree size of a checkpoint the reader kept. */
  since?: number;
  /** A CSV for people: names, dates and separators as spreadsheets of this language have them. */
  spreadsheet?: Locale;
};

const mediaTypes: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
  zip: 'application/zip',
};

/**
 * One organisation's entries as a file, against the log as it stands now (with everything that was committed before), which is
 * time-stamped for it. `numbers` fixes the entries beforehand (but for those pruned since); else the filter chooses them. One
 * batch of entries is in memory at a time, whatever the format. Nothing is pruned until the chunks are read or given up.
 * @throws AppError `checkpoint-ahead` where `since` is no size this log has had; LogBroken
 */
export async function exportFile(services: ExportNeeds, input: ExportInput): Promise<ExportFile> {
  const hold = await holdPruning(services, input.organisationId);
  try {
    const file = await fileOf(services, input);
    return { ...file, chunks: hold.during(file.chunks) };
  } catch (error) {
    await hold.release();
    throw error;
  }
}

async function fileOf(services: ExportNeeds, input: ExportInput): Promise<ExportFile> {
  const { db } = services;
  const { organisationId, filter, format } = input;
  const checkpoint = await timestampedCheckpoint(services);
  const { treeSize } = checkpoint;
  const pruned = await prunedUpTo(db, organisationId);
  const numbers = leavesHoles(filter)
    ? null
    : input.numbers
      ? behind(pruned, input.numbers)
      : await numbersBetween(db, organisationId, { ...edges(filter), treeSize });
  const read = () =>
    numbers
      ? entriesByNumber(db, organisationId, numbers)
      : entriesByFilter(db, organisationId, filter, { treeSize, pruned });
  const head = await headOf(services, { ...input, checkpoint, numbers });
  const jsonl = () => proofLines(db, head, treeSize, read(), (text) => signNote(services.keys.log, text));
  const csv = () => csvLines(read(), organisationId, input.spreadsheet);
  // What is signed is for programs, and the same in every language.
  const zip = () => signedZip(services, { head, jsonl, csv: () => csvLines(read(), organisationId) });
  return { mediaType: mediaTypes[format], numbers, chunks: { csv, jsonl, zip }[format]() };
}

/** What of a range was not pruned. */
function behind(pruned: number, { first, last }: NumberRange): NumberRange {
  return { first: Math.min(Math.max(first, pruned + 1), last + 1), last };
}

function edges({ from, to }: AuditFilter) {
  return { from, to };
}

async function headOf(
  services: ExportNeeds,
  input: {
    organisationId: string;
    filter: AuditFilter;
    since?: number;
    checkpoint: StampedCheckpoint;
    numbers: NumberRange | null;
  },
): Promise<HeadLine> {
  const { checkpoint, filter, numbers, since } = input;
  const organisation = await services.db.organisation.findUniqueOrThrow({
    where: { id: input.organisationId },
    select: { id: true, name: true },
  });
  const chosen = { from: filter.from ?? null, to: filter.to ?? null, ...lookedFor(filter) };
  return {
    format: exportFormat,
    organisation,
    exportedAt: services.clock.now().toISOString(),
    filter: Object.values(chosen).some((one) => one !== null) ? chosen : null,
    numbers,
    checkpoint: checkpoint.note,
    timestamp: checkpoint.timestamp ? Buffer.from(checkpoint.timestamp.response).toString('base64') : null,
    keys: { log: services.keys.log.verifierKey, timestampRoots: await services.timestamper.roots() },
    consistency: since === undefined ? null : await consistencySince(services.db, since, checkpoint.treeSize),
  };
}

async function consistencySince(
  db: Services['db'],
  from: number,
  treeSize: number,
): Promise<NonNullable<HeadLine['consistency']>> {
  if (from > treeSize) {
    throw new AppError('checkpoint-ahead', { detail: { kept: from, held: treeSize } });
  }
  const hashes = from === treeSize ? [] : await consistencyProof(db, from, treeSize);
  return { from, hashes: hashes.map((hash) => Buffer.from(hash).toString('base64')) };
}
