import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { appendEntry } from '../audit/trail/append-entry';
import type { Tx } from '../db/transaction';
import type { Services } from '../services';
import { compareWithOutside } from './compare-kept';
import { Faults, inOrder } from './fault';
import { integrateAll } from './integrate-entries';
import { readCheckpoint } from './read-checkpoint';
import { verifyLog } from './verify-log';

const dayMilliseconds = 86_400_000;

/**
 * Checks the whole log, in itself and against what was kept outside, keeps the result and appends AuditVerified: for the organisation of the person who asked, or, at the
 * daily check, for all. Faults go to the log of the process as well, where an operator's alarms are.
 */
export async function checkLog(
  services: Pick<Services, 'db' | 'keys' | 'timestamper' | 'log' | 'clock' | 'headArchive' | 'witness'>,
  { requestedBy }: { requestedBy: string | null },
): Promise<void> {
  const { db, clock, log } = services;
  const began = performance.now();
  // What is broken cannot be added to, and is looked at all the same.
  await integrateAll(services).catch((error: unknown) => log.error({ err: error }, 'log: not integrated'));
  const inside = await verifyLog(services);
  const outside = new Faults();
  await compareWithOutside(services, outside);
  const result = {
    treeSize: inside.treeSize,
    faultCount: inside.faultCount + outside.count,
    faults: inOrder([...inside.faults, ...outside.named]),
  };
  const seconds = (performance.now() - began) / 1_000;
  if (result.faultCount > 0) log.error({ ...result }, 'log: the self-check found faults');
  const person = requestedBy
    ? await db.user.findUnique({
        where: { id: requestedBy },
        select: { email: true, organisationId: true },
      })
    : null;
  const readers = person
    ? [person.organisationId]
    : (await db.organisation.findMany({ select: { id: true } })).map(({ id }) => id);
  await db.$transaction(async (tx) => {
    await tx.logVerification.create({
      data: {
        id: uuidv7(),
        verifiedAt: clock.now(),
        treeSize: BigInt(result.treeSize),
        seconds,
        faultCount: result.faultCount,
        faults: result.faults,
        rootHash: result.faultCount === 0 ? await rootOf(tx, result.treeSize) : null,
      },
    });
    if (readers.length === 0) return;
    await appendEntry(tx, {
      event: 'AuditVerified',
      actor: { kind: 'system' },
      ...(person ? { actorAddress: person.email } : {}),
      client: null,
      organisationIds: readers,
      detail: { entries: result.treeSize, faults: result.faultCount },
    });
  });
}

/** What later checks compare the log with; of a log with faults nothing is worth it. */
async function rootOf(tx: Tx, treeSize: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const head = await readCheckpoint(tx, treeSize);
  return head ? new Uint8Array(head.rootHash) : null;
}

/** Asks for a check where the last one is a day old; called often. */
export async function checkDaily({
  db,
  queue,
  clock,
}: Pick<Services, 'db' | 'queue' | 'clock'>): Promise<void> {
  const recent = await db.logVerification.findFirst({
    where: { verifiedAt: { gt: new Date(clock.now().getTime() - dayMilliseconds) } },
    select: { id: true },
  });
  if (recent) return;
  await db.$transaction((tx) => queue.enqueue(tx, 'verify-log', { requestedBy: null }, { key: 'daily' }));
}
