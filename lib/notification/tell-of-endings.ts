import 'server-only';
import type { Services } from '../services';

const atOnce = 1_000;

/**
 * Has everybody told who is about to lose a letter that nobody has opened: its recipients and its sender, one mail a person for all
 * such letters of this moment, once for each date of a letter. So many days before as the operator says, of a short-lived letter at half its
 * time. Two workers at once tell nobody twice; called often.
 */
export async function tellOfEndings(
  services: Pick<Services, 'db' | 'clock' | 'queue' | 'config'>,
): Promise<void> {
  const now = services.clock.now();
  const window = new Date(now.getTime() + services.config.retention.noticeDays * 86_400_000);
  await services.db.$transaction(async (tx) => {
    const due = await tx.$queryRaw<{ id: string; isOver: boolean }[]>`
      SELECT k.envelope_id AS id, k.notice_of <= ${now} AS "isOver" FROM envelope_keys k JOIN envelopes e ON e.id = k.envelope_id
      WHERE k.packet IS NOT NULL AND k.notice_of IS NOT NULL AND k.notice_of <= ${window}
        AND e.sealed_at + (k.notice_of - e.sealed_at) / 2 <= ${now}
      ORDER BY k.notice_of LIMIT ${atOnce} FOR UPDATE OF k SKIP LOCKED`;
    if (due.length === 0) return;
    const ids = due.map(({ id }) => id);
    await tx.$executeRaw`UPDATE envelope_keys SET notice_of = NULL WHERE envelope_id = ANY (${ids}::uuid[])`;
    const envelopeIds = due.filter(({ isOver }) => !isOver).map(({ id }) => id);
    const unopened = await tx.$queryRaw<
      { id: string; address: string; envelopeId: string; author: string }[]
    >`
      SELECT r.id, r.address, r.envelope_id AS "envelopeId", e.author_id AS author FROM recipients r JOIN envelopes e ON e.id = r.envelope_id
      WHERE r.envelope_id = ANY (${envelopeIds}::uuid[]) AND r.released_at IS NOT NULL AND r.opened_at IS NULL
        AND r.withdrawn_at IS NULL AND r.blocked_at IS NULL ORDER BY r.id`;
    const toRecipients = groups(
      unopened,
      ({ address }) => address,
      ({ id }) => id,
    );
    const toSenders = groups(
      unopened,
      ({ author }) => author,
      ({ envelopeId }) => envelopeId,
    );
    const jobs = [
      ...toRecipients.map((group) => ({
        payload: { to: 'recipient' as const, ids: group },
        key: `recipient ${group[0]}`,
      })),
      ...toSenders.map((group) => ({
        payload: { to: 'sender' as const, ids: group },
        key: `sender ${group[0]}`,
      })),
    ];
    if (jobs.length > 0) await services.queue.enqueueAll(tx, 'tell-ending', jobs);
  });
}

function groups<T>(rows: readonly T[], of: (row: T) => string, what: (row: T) => string): string[][] {
  const found = new Map<string, Set<string>>();
  for (const row of rows) found.set(of(row), (found.get(of(row)) ?? new Set()).add(what(row)));
  return [...found.values()].map((set) => [...set]);
}
