import type { Tx } from '../db/transaction';

/** Somebody a mailbox has written to or heard from. */
export type NewCorrespondent = { mailboxId: string; address: string; name: string | null };

/**
 * Notes correspondents for completion, one statement for all. A name given once stays when none is given later. Sorted,
 * so that two transactions never wait for each other's rows.
 */
export async function rememberCorrespondents(
  tx: Tx,
  correspondents: readonly NewCorrespondent[],
  at: Date,
): Promise<void> {
  const keyOf = ({ mailboxId, address }: NewCorrespondent) => `${mailboxId} ${address}`;
  const rows = [...new Map(correspondents.map((one) => [keyOf(one), one])).values()].sort((a, b) =>
    keyOf(a) < keyOf(b) ? -1 : 1,
  );
  const mailboxIds = rows.map(({ mailboxId }) => mailboxId);
  const addresses = rows.map(({ address }) => address);
  const names = rows.map(({ name }) => name);
  await tx.$executeRaw`
    INSERT INTO correspondents (mailbox_id, address, display_name, last_used_at)
    SELECT row.mailbox_id, row.address, row.name, ${at}::timestamptz
    FROM unnest(${mailboxIds}::uuid[], ${addresses}::text[], ${names}::text[]) AS row(mailbox_id, address, name)
    ON CONFLICT (mailbox_id, address) DO UPDATE
    SET display_name = coalesce(excluded.display_name, correspondents.display_name),
        last_used_at = greatest(excluded.last_used_at, correspondents.last_used_at)`;
}
