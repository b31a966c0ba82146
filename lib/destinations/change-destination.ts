import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import { lockActor } from '../auth/lock-actor';
import type { AuditDestination } from '../db/generated/client';
import { AppError } from '../errors';
import type { Services } from '../services';
import { sealDestinationSecret } from './destination-secret';
import { lockDestination } from './lock-destination';
import { dueAt } from './periods';
import { readSettings } from './read-settings';
import { newWebhookSecret } from './webhook-message';
import { whereOf } from './where-of';
import type { ChangeDestinationAnswer, ChangeDestinationRequest } from './wire';

/**
 * Changes, pauses or resumes a destination of the actor's own organisation; the cursor stays where it is, so nothing is lost
 * by it. Whatever changed, the next try is made at once.
 * @throws AppError `not-found` for anyone but its administrators, `bad-request` for settings of another kind
 */
export async function changeDestination(
  { db, clock, keys }: Pick<Services, 'db' | 'clock' | 'keys'>,
  input: { actor: UserActor; client: Client; id: string; change: ChangeDestinationRequest },
): Promise<ChangeDestinationAnswer> {
  const { client, id, change } = input;
  return db.$transaction(async (tx) => {
    const actor = await lockActor(tx, input.actor, clock.now());
    const found = await lockDestination(tx, actor, id);
    const settings = settingsOf(found, change);
    const made = change.renewSecret ? newWebhookSecret() : null;
    if (change.renewSecret && found.kind !== 'webhook') throw wrong('renewSecret');
    if (change.secret !== undefined && found.kind === 'webhook') throw wrong('secret');
    const secret = made ?? change.secret ?? null;
    assertClientKey(settings, found.sealedSecret !== null || secret !== null);
    const now = clock.now();
    await tx.auditDestination.update({
      where: { id },
      data: {
        ...(change.name === undefined ? {} : { name: change.name }),
        ...(change.settings === undefined ? {} : { settings: settings.settings }),
        ...(change.paused === undefined ? {} : { pausedAt: change.paused ? (found.pausedAt ?? now) : null }),
        ...(secret === null ? {} : { sealedSecret: sealDestinationSecret(keys, id, secret) }),
        nextTryAt:
          settings.kind === 's3' && found.exportedUntil
            ? dueAt(settings.settings.schedule, found.exportedUntil)
            : now,
      },
    });
    await appendEntry(tx, {
      event: 'AuditDestinationChanged',
      actor,
      client,
      organisationIds: [found.organisationId],
      detail: {
        destination: id,
        kind: found.kind,
        name: change.name ?? found.name,
        where: whereOf(settings),
        secretChanged: secret !== null,
        ...(change.paused === undefined ? {} : { paused: change.paused }),
      },
    });
    return { secret: made };
  });
}

function settingsOf({ kind, settings }: AuditDestination, change: ChangeDestinationRequest) {
  try {
    return readSettings({ kind, settings: change.settings ?? settings });
  } catch (cause) {
    throw wrong('settings', cause);
  }
}

/** A client certificate is of no use without its key. */
function assertClientKey(settings: ReturnType<typeof readSettings>, hasSecret: boolean): void {
  if (settings.kind === 'syslog' && settings.settings.clientCertificatePem !== null && !hasSecret)
    throw wrong('secret');
}

function wrong(field: string, cause?: unknown): AppError {
  return new AppError('bad-request', { detail: { field, reason: 'not of this kind of destination' }, cause });
}
