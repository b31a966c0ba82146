import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { can } from '../access/policy';
import { AppError } from '../errors';
import type { Services } from '../services';
import { appendEntry } from './append-entry';
import { csvHeader, csvLine } from './csv';
import type { Position } from './matching-sql';
import { lookedFor } from './note-reading';
import { readPage } from './read-page';
import type { AuditFilter, AuditItem } from './wire';

const entriesABatch = 1_000;

export type AuditExport = { fileName: string; mediaType: string; chunks: AsyncGenerator<Uint8Array> };

/**
 * All entries of the actor's organisation that fit the filter, oldest first, up to this moment, as CSV (RFC 4180) or JSON
 * Lines. Appends AuditExported before the first byte. One batch is in memory at a time, whatever the size of the log.
 * @throws AppError `not-found` for who is neither administrator nor auditor
 */
export async function exportEntries(
  services: Pick<Services, 'db' | 'clock'>,
  {
    actor,
    client,
    filter,
    format,
  }: { actor: UserActor; client: Client; filter: AuditFilter; format: 'csv' | 'jsonl' },
): Promise<AuditExport> {
  if (!can(actor, 'audit.export', { organisationId: actor.organisationId })) throw new AppError('not-found');
  const now = services.clock.now();
  await services.db.$transaction((tx) =>
    appendEntry(tx, {
      event: 'AuditExported',
      actor,
      client,
      organisationIds: [actor.organisationId],
      detail: {
        format,
        from: filter.from ?? null,
        to: filter.to ?? null,
        ...lookedFor(filter),
      },
    }),
  );
  const until = filter.to !== undefined && new Date(filter.to) < now ? filter.to : now.toISOString();
  const batches = readBatches(services.db, actor.organisationId, { ...filter, to: until });
  return {
    fileName: `pli-audit-${now.toISOString().slice(0, 10)}.${format}`,
    mediaType: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8',
    chunks: format === 'csv' ? encode(batches, csvLine, csvHeader) : encode(batches, jsonLine, ''),
  };
}

async function* readBatches(
  db: Services['db'],
  organisationId: string,
  filter: AuditFilter,
): AsyncGenerator<AuditItem[]> {
  let after: Position | null = null;
  for (;;) {
    const batch: Awaited<ReturnType<typeof readPage>> = await readPage(db, organisationId, filter, {
      direction: 'oldest-first',
      after,
      limit: entriesABatch,
    });
    if (batch.items.length > 0) yield batch.items;
    if (batch.items.length < entriesABatch) return;
    after = batch.last;
  }
}

async function* encode(
  batches: AsyncGenerator<AuditItem[]>,
  line: (item: AuditItem) => string,
  header: string,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  if (header !== '') yield encoder.encode(header);
  for await (const batch of batches) yield encoder.encode(batch.map(line).join(''));
}

function jsonLine(item: AuditItem): string {
  return `${JSON.stringify(item)}\n`;
}
