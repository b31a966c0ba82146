/**
 * What travels between browser and server about the audit trail. POST /api/audit/search answers AuditAnswer, and GET /api/audit?from=…&cursor=…
 * where no person is asked for: an address has no place in a URL (docs/decisions/0019). POST /api/audit/counts answers AuditCounts; POST
 * /api/audit/export (an HTML form) answers the file.
 */
import { z } from 'zod';
import { parseAddress } from '../../address/address';
import { timeZone } from '../../i18n/time-zone';
import { cleanTyped } from '../../typed-text';
import { type AuditEvent, auditEvents } from '../trail/event-names';

/** An empty form field or query parameter is one that was not given. */
const given = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** One event or several with commas between them; in the order of the names, each once. */
const eventsOf = z
  .string()
  .max(2_000)
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(auditEvents)))
  .transform((events): AuditEvent[] => [...new Set(events)].sort());

const filters = {
  /** RFC 3339 with offset: at or after. */
  from: given(z.iso.datetime({ offset: true })),
  /** RFC 3339 with offset: before. */
  to: given(z.iso.datetime({ offset: true })),
  /** An address: who acted, or whom it is about. */
  person: given(
    z
      .string()
      .max(320)
      .overwrite((typed) => parseAddress(typed) ?? cleanTyped(typed).toLowerCase()),
  ),
  envelope: given(z.uuid()),
  /** `ContentHandover,PartDownloaded`: any of them. */
  event: given(eventsOf),
};

export const auditQuery = z.strictObject({
  ...filters,
  /** `nextCursor` of the page before, in the same order. */
  cursor: given(z.string().regex(/^\d{1,15}\.\d{1,18}$/)),
  /** Default newest first. */
  order: given(z.enum(['newest-first', 'oldest-first'])),
});
export type AuditQuery = z.infer<typeof auditQuery>;
/** What may stand in the URL of a request. */
export const auditListQuery = auditQuery.omit({ person: true });
/** `event`: any of these, or all where it is absent. */
export type AuditFilter = Omit<AuditQuery, 'cursor' | 'order'>;

export const auditCountsRequest = z.strictObject({
  ...filters,
  /** Whose days are counted. */
  zone: timeZone,
});

export const exportFormats = ['csv', 'jsonl', 'zip'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const auditExportRequest = z.strictObject({
  ...filters,
  format: z.enum(exportFormats),
  /** With `csv`: a table for people, as the spreadsheets of this language read it; without, one for programs. */
  spreadsheet: given(z.enum(['fr', 'en'])),
  /** Tree size of a checkpoint the reader kept: the file then proves that the log goes on from there. */
  since: given(z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)),
});

/** One entry as people and programs read it. */
export const auditItem = z.strictObject({
  id: z.string(),
  /** RFC 3339 UTC with milliseconds. */
  occurredAt: z.string(),
  /** One of lib/audit/trail/event-names.ts. */
  event: z.string(),
  actorKind: z.enum(['user', 'guest', 'anonymous', 'system']),
  actorAddress: z.string().nullable(),
  recipientAddress: z.string().nullable(),
  envelopeId: z.string().nullable(),
  clientAddress: z.string().nullable(),
  clientAgent: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditItem = z.infer<typeof auditItem>;

/** GET /api/audit, in the order that was asked for. */
export const auditAnswer = z.strictObject({
  items: z.array(auditItem),
  nextCursor: z.string().nullable(),
});
export type AuditAnswer = z.infer<typeof auditAnswer>;

/** How many entries of each event fell into each hour, day or month of the reader's time zone. */
export const auditCounts = z.strictObject({
  unit: z.enum(['hour', 'day', 'month']),
  /** `start` is local time without offset (`2026-11-22T14:00:00`); stretches without entries are absent. Oldest first. */
  counts: z.array(z.strictObject({ start: z.string(), event: z.string(), entries: z.int().min(1) })),
  /** Not null where there are more entries than are counted: only those at or after this moment are. RFC 3339. */
  countedFrom: z.iso.datetime().nullable(),
});
export type AuditCounts = z.infer<typeof auditCounts>;
