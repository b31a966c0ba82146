import 'server-only';
import type { Services } from '../services';

type Due = { id: string; kind: 'syslog' | 'webhook' | 's3' };

/**
 * Enqueues a job for every destination that has something to send and whose pause is over; any number of workers may do
 * this at once. Run every few seconds: entries become due when the sequencer has given them their numbers.
 */
export async function scheduleDeliveries({
  db,
  clock,
  queue,
}: Pick<Services, 'db' | 'clock' | 'queue'>): Promise<void> {
  const now = clock.now();
  const due = await db.$queryRaw<Due[]>`
    SELECT d.id, d.kind::text AS kind FROM audit_destinations d
    WHERE d.paused_at IS NULL AND d.next_try_at <= ${now} AND (d.leased_until IS NULL OR d.leased_until < ${now})
      AND (d.kind = 's3' OR EXISTS (
        SELECT 1 FROM log_numbers n WHERE n.organisation_id = d.organisation_id AND n.number > d.delivered_number))
    ORDER BY d.next_try_at LIMIT 200`;
  if (due.length === 0) return;
  await db.$transaction(async (tx) => {
    for (const { id, kind } of due) {
      await queue.enqueue(
        tx,
        kind === 's3' ? 'export-audit' : 'deliver-audit',
        { destinationId: id },
        { key: id },
      );
    }
  });
}
