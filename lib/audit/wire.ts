/**
 * What travels between browser and server about the audit trail. GET /api/audit?from=…&cursor=… answers AuditAnswer;
 * POST /api/audit/export (an HTML form) answers the file.
 */
import { z } from 'zod';
import { auditEvents } from './event-names';

/** An empty form field or query parameter is one that was not given. */
const given = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const filters = {
  /** RFC 3339 with offset: at or after. */
  from: given(z.iso.datetime({ offset: true })),
  /** RFC 3339 with offset: before. */
  to: given(z.iso.datetime({ offset: true })),
  /** An address: who acted, or whom it is about. */
  person: given(z.string().trim().toLowerCase().max(320)),
  envelope: given(z.uuid()),
  event: given(z.enum(auditEvents)),
};

export const auditQuery = z.strictObject({
  ...filters,
  /** `nextCursor` of the page before. */
  cursor: given(z.string().regex(/^\d{1,15}\.\d{1,18}$/)),
});
export type AuditQuery = z.infer<typeof auditQuery>;
export type AuditFilter = Omit<AuditQuery, 'cursor'>;

export const auditExportRequest = z.strictObject({ ...filters, format: z.enum(['csv', 'jsonl']) });

export type AuditItem = {
  id: string;
  /** RFC 3339 UTC with milliseconds. */
  occurredAt: string;
  /** One of lib/audit/event-names.ts. */
  event: string;
  actorKind: 'user' | 'guest' | 'anonymous' | 'system';
  actorAddress: string | null;
  recipientAddress: string | null;
  envelopeId: string | null;
  clientAddress: string | null;
  clientAgent: string | null;
  detail: Record<string, unknown>;
};
/** Newest first. */
export type AuditAnswer = { items: AuditItem[]; nextCursor: string | null };
