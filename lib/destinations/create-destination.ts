import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { Client, UserActor } from '../access/actor';
import { can } from '../access/policy';
import { lastNumberOf } from '../audit/export/read-numbered';
import { appendEntry } from '../audit/trail/append-entry';
import { lockActor } from '../auth/lock-actor';
import { AppError } from '../errors';
import type { Services } from '../services';
import { sealDestinationSecret } from './destination-secret';
import { dueAt, periodOf } from './periods';
import { newWebhookSecret } from './webhook-message';
import { whereOf } from './where-of';
import type { CreateDestinationAnswer, CreateDestinationRequest } from './wire';

/** Of one organisation: each of them is asked about every other second. */
const destinationsMax = 20;

/**
 * Makes a destination of the actor's own organisation, at work from now on. The signing secret of a webhook is made here and
 * answered this once.
 * @throws AppError `not-found` for anyone but its administrators, `too-many-destinations`
 */
export async function createDestination(
  { db, clock, keys }: Pick<Services, 'db' | 'clock' | 'keys'>,
  { actor: asking, client, request }: { actor: UserActor; client: Client; request: CreateDestinationRequest },
): Promise<CreateDestinationAnswer> {
  const { organisationId } = asking;
  const id = uuidv7();
  const now = clock.now();
  const made = request.kind === 'webhook' ? newWebhookSecret() : null;
  const secret = request.kind === 'webhook' ? made : (request.secret ?? null);
  const schedule = request.kind === 's3' ? request.settings.schedule : null;
  const exportedUntil = schedule && periodOf(schedule, now).from;
  await db.$transaction(async (tx) => {
    const actor = await lockActor(tx, asking, now);
    if (!can(actor, 'audit.destinations', { organisationId })) throw new AppError('not-found');
    // One maker at a time, so that two cannot both find the last place free.
    await tx.$queryRaw`SELECT id FROM organisations WHERE id = ${organisationId}::uuid FOR NO KEY UPDATE`;
    if ((await tx.auditDestination.count({ where: { organisationId } })) >= destinationsMax) {
      throw new AppError('too-many-destinations', { detail: { max: destinationsMax } });
    }
    await tx.auditDestination.create({
      data: {
        id,
        organisationId,
        kind: request.kind,
        name: request.name,
        settings: request.settings,
        sealedSecret: secret === null ? null : sealDestinationSecret(keys, id, secret),
        createdAt: now,
        deliveredNumber: request.startAt === 'now' ? await lastNumberOf(tx, organisationId) : 0,
        exportedUntil,
        nextTryAt: schedule && exportedUntil ? dueAt(schedule, exportedUntil) : now,
      },
    });
    await appendEntry(tx, {
      event: 'AuditDestinationCreated',
      actor,
      client,
      organisationIds: [organisationId],
      detail: { destination: id, kind: request.kind, name: request.name, where: whereOf(request) },
    });
  });
  return { id, secret: made };
}
