/** The answers of lib/audit/wire.ts as schemas, for the description of the HTTP API. */
import { z } from 'zod';
import type { AuditAnswer } from './wire';

export const auditAnswer: z.ZodType<AuditAnswer> = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.string(),
      occurredAt: z.iso.datetime(),
      event: z.string(),
      actorKind: z.enum(['user', 'guest', 'anonymous', 'system']),
      actorAddress: z.string().nullable(),
      recipientAddress: z.string().nullable(),
      envelopeId: z.uuid().nullable(),
      clientAddress: z.string().nullable(),
      clientAgent: z.string().nullable(),
      detail: z.record(z.string(), z.unknown()),
    }),
  ),
  nextCursor: z.string().nullable(),
});
