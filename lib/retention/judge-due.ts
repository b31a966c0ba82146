import 'server-only';
import type { Services } from '../services';

const atOnce = 1_000;

/**
 * Has every letter judged whose time has come, and what has not left the vault yet purged again. Found by an index over what is
 * due: letters that are kept cost nothing. Called often; a job that still waits is not doubled.
 */
export async function judgeDue(services: Pick<Services, 'db' | 'clock' | 'queue' | 'config'>): Promise<void> {
  const { db, clock, queue, config } = services;
  const now = clock.now();
  const before = new Date(now.getTime() - config.retention.graceDays * 86_400_000);
  await db.$transaction(async (tx) => {
    const due = await tx.$queryRaw<{ id: string }[]>`
      SELECT envelope_id AS id FROM envelope_keys WHERE packet IS NOT NULL AND judge_at IS NOT NULL AND judge_at <= ${before}
      ORDER BY judge_at LIMIT ${atOnce}`;
    if (due.length > 0) await queue.enqueueAll(tx, 'destroy-content', due.map(jobOf));
    const leaving = await tx.$queryRaw<{ id: string }[]>`
      SELECT envelope_id AS id FROM content_destructions
      WHERE purged_at IS NULL AND (locked_until IS NULL OR locked_until <= ${now}) ORDER BY destroyed_at LIMIT ${atOnce}`;
    if (leaving.length > 0) await queue.enqueueAll(tx, 'purge-content', leaving.map(jobOf));
  });
}

const jobOf = ({ id }: { id: string }) => ({ payload: { envelopeId: id }, key: id });
