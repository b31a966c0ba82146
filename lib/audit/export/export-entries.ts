import 'server-only';
import type { Client, Locale, UserActor } from '../../access/actor';
import { can } from '../../access/policy';
import { holdActor } from '../../auth/lock-actor';
import { AppError } from '../../errors';
import { lookedFor } from '../explore/note-reading';
import type { AuditFilter, ExportFormat } from '../explore/wire';
import { appendEntry } from '../trail/append-entry';
import { type ExportNeeds, exportFile } from './export-files';

export type AuditExport = { fileName: string; mediaType: string; chunks: AsyncGenerator<Uint8Array> };

/**
 * All entries of the actor's organisation that fit the filter, in the order of the log, up to this moment: as CSV (RFC 4180),
 * as JSON Lines with proofs, or as signed ZIP of both. Appends AuditExported before the first byte.
 * @throws AppError `not-found` for who is neither administrator nor auditor, `period-empty` where the filter's end does not
 * come after its beginning, `checkpoint-ahead` for a `since` this log has not reached
 */
export async function exportEntries(
  services: ExportNeeds,
  input: {
    actor: UserActor;
    client: Client;
    filter: AuditFilter;
    format: ExportFormat;
    since?: number;
    spreadsheet?: Locale;
  },
): Promise<AuditExport> {
  const { client, filter, format, since, spreadsheet } = input;
  const { organisationId } = input.actor;
  await services.db.$transaction(async (tx) => {
    const actor = await holdActor(tx, input.actor, services.clock.now());
    if (!can(actor, 'audit.export', { organisationId })) throw new AppError('not-found');
    if (filter.from && filter.to && Date.parse(filter.from) >= Date.parse(filter.to))
      throw new AppError('period-empty');
    await appendEntry(tx, {
      event: 'AuditExported',
      actor,
      client,
      organisationIds: [organisationId],
      detail: {
        format,
        from: filter.from ?? null,
        to: filter.to ?? null,
        ...lookedFor(filter),
        ...(since === undefined ? {} : { since }),
      },
    });
  });
  const scope = {
    ...{ organisationId, format, filter },
    ...(since === undefined ? {} : { since }),
    ...(spreadsheet && { spreadsheet }),
  };
  const { mediaType, chunks } = await exportFile(services, scope);
  const day = services.clock.now().toISOString().slice(0, 10);
  return { fileName: `pli-audit-${day}.${format}`, mediaType, chunks };
}
