import 'server-only';
import type { UserActor } from '../access/actor';
import { can, visibleDestinations } from '../access/policy';
import { lastNumberOf } from '../audit/export/read-numbered';
import type { AuditDestination } from '../db/generated/client';
import { AppError } from '../errors';
import { DeliveryFailure, deliveryFailureCodes } from '../ports/outbound';
import type { Services } from '../services';
import { readSettings } from './read-settings';
import type { DestinationItem, DestinationsAnswer } from './wire';

/**
 * The destinations of the actor's own organisation and how each is doing, oldest first; never a secret.
 * @throws AppError `not-found` for anyone but its administrators
 */
export async function listDestinations(
  { db }: Pick<Services, 'db'>,
  actor: UserActor,
): Promise<DestinationsAnswer> {
  if (!can(actor, 'audit.destinations', actor)) throw new AppError('not-found');
  const lastNumber = await lastNumberOf(db, actor.organisationId);
  const found = await db.auditDestination.findMany({
    where: visibleDestinations(actor),
    orderBy: { id: 'asc' },
    include: {
      runs: {
        where: { finishedAt: { not: null } },
        orderBy: { periodFrom: 'desc' },
        take: 1,
        select: { objectKey: true, bytes: true },
      },
    },
  });
  return {
    destinations: found.map(({ runs: [run], ...row }) => ({
      ...readSettings(row),
      id: row.id,
      name: row.name,
      state: stateOf(row),
      backlog: Math.max(0, lastNumber - Number(row.deliveredNumber)),
      lastSuccessAt: row.lastSuccessAt?.toISOString() ?? null,
      failingSince: row.failingSince?.toISOString() ?? null,
      nextTryAt: row.pausedAt === null ? row.nextTryAt.toISOString() : null,
      lastFailure: failureOf(row.lastFailure),
      lastObject: run ? { key: run.objectKey, bytes: Number(run.bytes ?? 0) } : null,
    })),
  };
}

function stateOf(row: AuditDestination): DestinationItem['state'] {
  if (row.pausedAt !== null) return 'paused';
  if (row.failingSince !== null) return 'failing';
  return row.lastSuccessAt === null ? 'new' : 'working';
}

function failureOf(text: string | null): DestinationItem['lastFailure'] {
  if (text === null) return null;
  const [name, status] = text.split(':');
  const code = deliveryFailureCodes.find((one) => one === name) ?? 'internal';
  return { code, status: status === undefined ? null : Number(status) };
}

/** A failure as it is answered: a code and a number, no text of the other side. */
export function failureAnswer(thrown: unknown): NonNullable<DestinationItem['lastFailure']> {
  return thrown instanceof DeliveryFailure
    ? { code: thrown.code, status: thrown.status }
    : { code: 'internal', status: null };
}
