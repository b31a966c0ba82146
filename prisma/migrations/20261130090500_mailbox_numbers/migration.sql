-- The next change number of some mailboxes, each taken with the mailbox's row locked to the commit, by id. Two statements, so that the second
-- sees the very rows that the first has locked: in one, a transaction that had locked a row could queue for it again behind another that
-- waited for it, and one of two letters between the same mailboxes was ended (a deadlock of test/long/time-and-order.test.ts).
CREATE FUNCTION "next_change_numbers"(p_mailboxes uuid[]) RETURNS TABLE ("id" uuid, "change_number" bigint) LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM FROM public."mailboxes" m WHERE m."id" = ANY (p_mailboxes) ORDER BY m."id" FOR NO KEY UPDATE;
    RETURN QUERY UPDATE public."mailboxes" m SET "change_number" = m."change_number" + 1 WHERE m."id" = ANY (p_mailboxes)
        RETURNING m."id", m."change_number";
END $$;
