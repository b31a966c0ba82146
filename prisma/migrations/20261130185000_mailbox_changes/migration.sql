-- Web processes hear of every new change number when its transaction commits: a mailbox's id and its number, and nothing else. The statement
-- after the UPDATE sees what it wrote.
CREATE OR REPLACE FUNCTION "next_change_numbers"(p_mailboxes uuid[]) RETURNS TABLE ("id" uuid, "change_number" bigint) LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM FROM public."mailboxes" m WHERE m."id" = ANY (p_mailboxes) ORDER BY m."id" FOR NO KEY UPDATE;
    RETURN QUERY UPDATE public."mailboxes" m SET "change_number" = m."change_number" + 1 WHERE m."id" = ANY (p_mailboxes)
        RETURNING m."id", m."change_number";
    PERFORM pg_notify('pli_mailboxes', m."id" || ' ' || m."change_number") FROM public."mailboxes" m WHERE m."id" = ANY (p_mailboxes);
END $$;
