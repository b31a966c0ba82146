import 'server-only';
import type { Services } from '../services';
import { LogBroken } from './log-broken';
import { consistencyProof } from './prove';
import { readCheckpoint } from './read-checkpoint';

/**
 * Has the witness keep the newest head, where it has not: with the proof that it continues the one the witness knows. Called
 * often; does nothing where there is no witness or nothing new.
 * @throws LogBroken when the witness knows a longer log than ours: the database was set back, or history rewritten
 * @throws Error when it is away or refuses: the next call tries again, with the head of then
 */
export async function submitToWitness({ db, witness }: Pick<Services, 'db' | 'witness'>): Promise<void> {
  if (witness === null) return;
  const head = await readCheckpoint(db);
  if (head === null || head.treeSize === 0) return;
  const last = await db.logWitnessed.findFirst({
    where: { witness: witness.name },
    orderBy: { treeSize: 'desc' },
    select: { treeSize: true },
  });
  let old = Number(last?.treeSize ?? 0);
  if (old === head.treeSize) return;
  // The second time with the size the witness says it knows: its answer to us may have been lost.
  for (let tries = 0; tries < 2; tries++) {
    if (old > head.treeSize)
      throw new LogBroken(
        `the witness ${witness.name} knows a log of ${old} entries, ours has ${head.treeSize}`,
        old,
      );
    const answer = await witness.add(old, await consistencyProof(db, old, head.treeSize), head.note);
    if (answer.kind === 'kept') {
      await db.$executeRaw`
        INSERT INTO log_witnessed (witness, tree_size, cosignatures)
        VALUES (${witness.name}, ${head.treeSize}::bigint, ${answer.cosignatures}) ON CONFLICT DO NOTHING`;
      return;
    }
    old = answer.treeSize;
  }
  throw new Error('the witness changes its mind');
}
