import 'server-only';
import { z } from 'zod';
import type { UserActor } from '../../access/actor';
import { can } from '../../access/policy';
import { AppError } from '../../errors';
import type { Services } from '../../services';
import { faultKinds } from '../../transparency-log/fault';

/** GET /api/audit/verify: the last self-check of the log (`null` before the first), and the newest signed head. */
export const verificationAnswer = z.object({
  last: z
    .object({
      /** RFC 3339. */
      verifiedAt: z.string(),
      /** Entries that were looked at. */
      entries: z.number(),
      seconds: z.number(),
      faultCount: z.number(),
      /** The first hundred, by index. */
      faults: z.array(
        z.object({
          kind: z.enum(faultKinds),
          index: z.number().nullable(),
          end: z.number().optional(),
          entryId: z.string().optional(),
          /** Of a row of a sealed letter: which letter, whose row, and the columns that disagree. */
          envelopeId: z.string().optional(),
          recipientId: z.string().optional(),
          columns: z.array(z.string()).optional(),
        }),
      ),
    })
    .nullable(),
  head: z
    .object({
      treeSize: z.number(),
      /** Lower-case hex. */
      rootHash: z.string(),
      signedAt: z.string(),
      timestampedAt: z.string().nullable(),
    })
    .nullable(),
});
export type VerificationAnswer = z.infer<typeof verificationAnswer>;

/**
 * The result of the last self-check, for administrators and auditors.
 * @throws AppError `not-found` for everybody else
 */
export async function readVerification(
  { db }: Pick<Services, 'db'>,
  actor: UserActor,
): Promise<VerificationAnswer> {
  if (!can(actor, 'audit.verify', actor)) throw new AppError('not-found');
  const last = await db.logVerification.findFirst({ orderBy: { verifiedAt: 'desc' } });
  const head = await db.logCheckpoint.findFirst({
    orderBy: { treeSize: 'desc' },
    select: { treeSize: true, rootHash: true, createdAt: true },
  });
  const stamped = await db.logTimestamp.findFirst({ orderBy: { treeSize: 'desc' } });
  return {
    last: last && {
      verifiedAt: last.verifiedAt.toISOString(),
      entries: Number(last.treeSize),
      seconds: last.seconds,
      faultCount: last.faultCount,
      // Written by check-log.ts from the same type.
      faults: last.faults as NonNullable<VerificationAnswer['last']>['faults'],
    },
    head: head && {
      treeSize: Number(head.treeSize),
      rootHash: Buffer.from(head.rootHash).toString('hex'),
      signedAt: head.createdAt.toISOString(),
      timestampedAt: stamped?.timestampedAt.toISOString() ?? null,
    },
  };
}

/**
 * Has the log checked by the worker; the result is there when `verifiedAt` is later than now. Asked twice before it begins,
 * it is checked once.
 * @throws AppError `not-found` for anyone but administrators and auditors
 */
export async function requestVerification(
  { db, queue }: Pick<Services, 'db' | 'queue'>,
  actor: UserActor,
): Promise<void> {
  if (!can(actor, 'audit.verify', actor)) throw new AppError('not-found');
  await db.$transaction((tx) =>
    queue.enqueue(tx, 'verify-log', { requestedBy: actor.userId }, { key: actor.organisationId }),
  );
}
