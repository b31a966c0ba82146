import 'server-only';
import { jcs } from '../audit-format/commitments';
import type { Tx } from '../db/transaction';
import type { Services } from '../services';
import { entryLine } from '../transparency-log/entry-line';
import { inclusionProof } from '../transparency-log/prove';
import { readCheckpoint } from '../transparency-log/read-checkpoint';
import { readLoggedEntries } from '../transparency-log/read-logged-entries';
import { tlogProof } from '../transparency-log/tlog-proof';

/** The newest entry that says which programs are served, or null. It is in every organisation's trail, so one is asked. */
export async function newestProgramsEntry(tx: Pick<Tx, 'organisation' | 'auditVisibility'>) {
  const organisation = await tx.organisation.findFirst({ orderBy: { id: 'asc' }, select: { id: true } });
  if (organisation === null) return null;
  const seen = await tx.auditVisibility.findFirst({
    where: { organisationId: organisation.id, event: 'ProgramsServed' },
    orderBy: [{ occurredAt: 'desc' }, { entryId: 'desc' }],
    select: { entry: { select: { id: true, occurredAt: true, detail: true } } },
  });
  return seen?.entry ?? null;
}

/** That entry as anybody may see it: its digests and nothing else are shown. */
export type LoggedPrograms = { index: number; at: Date; line: string; proof: string };

/** The newest such entry with its proof under the newest head; null where there is none, or it waits for its place. */
export async function loggedPrograms({ db }: Pick<Services, 'db'>): Promise<LoggedPrograms | null> {
  const newest = await newestProgramsEntry(db);
  if (newest === null) return null;
  const [[entry], checkpoint] = await Promise.all([
    readLoggedEntries(db, { entryIds: [newest.id] }),
    readCheckpoint(db),
  ]);
  if (entry === undefined || checkpoint === null || entry.index >= checkpoint.treeSize) return null;
  const path = await inclusionProof(db, entry.index, checkpoint.treeSize);
  return {
    index: entry.index,
    at: newest.occurredAt,
    line: jcs(entryLine(entry, { fields: ['detail'] })),
    proof: tlogProof(entry.index, path, checkpoint.note),
  };
}
