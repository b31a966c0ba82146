import 'server-only';
import type { Services } from '../services';

const atOnce = 1_000;

/**
 * An organisation's rule has changed: each letter of which it has a copy is to be looked at again when its date is over. A thousand
 * at a time, each in its own statement; repeating it is harmless.
 */
export async function judgeAgain(
  { db }: Pick<Services, 'db'>,
  { organisationId }: { organisationId: string },
): Promise<void> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const [row] = await db.$queryRaw<{ last: string | null; count: number }[]>`
      WITH page AS (
        SELECT DISTINCT i.envelope_id AS id FROM mailbox_items i JOIN mailboxes m ON m.id = i.mailbox_id
        WHERE m.organisation_id = ${organisationId}::uuid AND i.envelope_id > ${after}::uuid ORDER BY 1 LIMIT ${atOnce}
      ), changed AS (
        UPDATE envelope_keys k SET judge_at = LEAST(e.access_until, e.taken_back_at, (
          SELECT min(i.removed_at) FROM mailbox_items i WHERE i.envelope_id = e.id AND i.removed_at IS NOT NULL)) FROM page, envelopes e
        WHERE k.envelope_id = page.id AND e.id = page.id AND k.packet IS NOT NULL AND k.holder = 'vault'
      )
      SELECT max(id::text) AS last, count(*)::int AS count FROM page`;
    if (!row?.last || row.count < atOnce) return;
    after = row.last;
  }
}
