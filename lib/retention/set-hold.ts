import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { Client, UserActor } from '../access/actor';
import { can } from '../access/policy';
import { appendEntry } from '../audit/trail/append-entry';
import { lockActor } from '../auth/lock-actor';
import { lockEnvelope } from '../envelope/lock-envelope';
import { AppError } from '../errors';
import type { Services } from '../services';
import { concernedByHold } from './concerned-by-hold';
import type { SetHoldRequest } from './wire';

/**
 * An administrator puts a hold on a letter that a mailbox of her organisation has sent or received: its copies there stay, whatever
 * any rule says, until she lifts it. Where one is in force already, it stays as it is.
 * @throws AppError `not-found` for anyone else, and for a letter of which her organisation has no copy; `content-destroyed`
 */
export async function setHold(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  input: { actor: UserActor; client: Client } & SetHoldRequest,
): Promise<{ holdId: string }> {
  const { client, envelopeId, why } = input;
  return db.$transaction(async (tx) => {
    const actor = await lockActor(tx, input.actor, clock.now());
    if (!can(actor, 'retention.manage', actor)) throw new AppError('not-found');
    const { organisationId } = actor;
    await lockEnvelope(tx, envelopeId);
    const concerned = await concernedByHold(tx, envelopeId, organisationId);
    if (concerned === null) throw new AppError('not-found');
    const inForce = await tx.retentionHold.findFirst({
      where: { envelopeId, organisationId, liftedAt: null },
    });
    if (inForce) return { holdId: inForce.id };
    const living = await tx.envelopeKey.count({ where: { envelopeId, packet: { not: null } } });
    if (living === 0) throw new AppError('content-destroyed');
    const holdId = uuidv7();
    const setAt = clock.now();
    await tx.retentionHold.create({
      data: { id: holdId, organisationId, envelopeId, why, setBy: actor.userId, setAt },
      select: { id: true },
    });
    await appendEntry(tx, {
      event: 'RetentionHoldSet',
      actor,
      client,
      organisationIds: concerned,
      envelopeId,
      detail: { hold: holdId },
    });
    return { holdId };
  });
}
