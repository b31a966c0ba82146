import 'server-only';
import type { Services } from '../services';

const lettersAtOnce = 500;
/** The job of a letter comes this much earlier than who looks for letters that were left. */
const patienceMilliseconds = 30_000;

/**
 * Has every letter released whose time has come and whose job did not do it: it was lost with a queue, or failed for as long as it was tried.
 * Found by an index over what waits. Called often; a job that still waits is not doubled, and one that is done twice releases once.
 */
export async function releaseDue({
  db,
  clock,
  queue,
}: Pick<Services, 'db' | 'clock' | 'queue'>): Promise<void> {
  const before = new Date(clock.now().getTime() - patienceMilliseconds);
  await db.$transaction(async (tx) => {
    const left = await tx.$queryRaw<{ id: string }[]>`
      SELECT DISTINCT e.id FROM recipients r JOIN envelopes e ON e.id = r.envelope_id
      WHERE r.delivery_state = 'waiting' AND e.state = 'sealed' AND e.release_at <= ${before} LIMIT ${lettersAtOnce}`;
    const jobs = left.map(({ id }) => ({ payload: { envelopeId: id }, key: id }));
    if (jobs.length > 0) await queue.enqueueAll(tx, 'release', jobs);
  });
}
