import 'server-only';
import { randomUUID } from 'node:crypto';
import type { UserActor } from '../access/actor';
import { can, visibleDestinations } from '../access/policy';
import type { AuditDestination } from '../db/generated/client';
import { AppError } from '../errors';
import type { Services } from '../services';
import { deliverySource } from './delivery-source';
import { failureAnswer } from './list-destinations';
import { readSettings, readTarget } from './read-settings';
import { syslogTestMessage } from './syslog-message';
import { webhookTestMessage } from './webhook-message';
import type { TestDestinationAnswer } from './wire';

type Needs = Pick<Services, 'db' | 'clock' | 'keys' | 'config' | 'outbound' | 'log'>;

/**
 * Sends a message to a collector that is recognisable as a test, or writes a small object into a bucket and removes it. Says
 * whether it arrived; changes nothing.
 * @throws AppError `not-found` for anyone but administrators of its organisation
 */
export async function testDestination(
  services: Needs,
  { actor, id }: { actor: UserActor; id: string },
): Promise<TestDestinationAnswer> {
  const found = await services.db.auditDestination.findFirst({
    where: { id, ...visibleDestinations(actor) },
  });
  if (found === null || !can(actor, 'audit.destinations', found)) throw new AppError('not-found');
  try {
    await sendTest(services, found);
    return { arrived: true };
  } catch (error) {
    const failure = failureAnswer(error);
    const cause = error instanceof Error ? error.cause : undefined;
    services.log.info(
      { destinationId: id, failure: failure.code, err: cause ?? error },
      'test of a destination',
    );
    return { arrived: false, failure };
  }
}

async function sendTest({ keys, config, clock, outbound }: Needs, row: AuditDestination): Promise<void> {
  const where = readTarget(keys, row);
  const read = readSettings(row);
  const now = clock.now();
  if (where.kind === 'webhook') {
    const input = { destinationId: row.id, organisationId: row.organisationId, secret: where.secret, now };
    const { headers, body } = webhookTestMessage(input);
    return outbound.post(where.target, headers, body);
  }
  if (where.kind === 'syslog' && read.kind === 'syslog') {
    const source = deliverySource(config, row.organisationId);
    return outbound.syslog(where.target, [syslogTestMessage(now, source, read.settings.format)]);
  }
  if (where.kind !== 's3' || read.kind !== 's3') return;
  const { prefix } = read.settings;
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  const key = `${folder}pli-test-${randomUUID()}`;
  const bucket = outbound.bucket(where.target);
  try {
    await bucket.write(key, { mediaType: 'text/plain', runId: 'test' }, oneLine());
    await bucket.remove(key);
  } finally {
    bucket.close();
  }
}

async function* oneLine() {
  yield new TextEncoder().encode('Pli\n');
}
