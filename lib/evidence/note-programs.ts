import 'server-only';
import { appendEntry } from '../audit/trail/append-entry';
import type { Services } from '../services';
import { newestProgramsEntry } from './programs-entry';
import { type ProgramDigests, servedPrograms } from './served-programs';

/** One at a time looks and appends, on all machines. */
const programsLock = 5_021_771_010;

/**
 * Says in the trail of every organisation which programs this version serves to whoever checks evidence: once, where they are others
 * than those of the newest such entry. Called at each start; of several that start at once one appends.
 */
export async function notePrograms(
  { db }: Pick<Services, 'db'>,
  served: ProgramDigests | Promise<ProgramDigests> = servedPrograms(),
): Promise<void> {
  const detail = await served;
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${programsLock}::bigint)`;
    const organisationIds = (await tx.organisation.findMany({ select: { id: true } })).map(({ id }) => id);
    if (organisationIds.length === 0) return;
    const newest = await newestProgramsEntry(tx);
    if (newest && sameDetail(newest.detail, detail)) return;
    await appendEntry(tx, {
      event: 'ProgramsServed',
      actor: { kind: 'system' },
      client: null,
      organisationIds,
      detail,
    });
  });
}

function sameDetail(noted: unknown, served: ProgramDigests): boolean {
  const inOrder = (detail: object) => JSON.stringify(Object.entries(detail).sort());
  return typeof noted === 'object' && noted !== null && inOrder(noted) === inOrder(served);
}
