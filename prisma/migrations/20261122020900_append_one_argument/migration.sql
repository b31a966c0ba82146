-- The same with one argument: Prisma spends as long on ten of them as Postgres on the whole statement.
CREATE FUNCTION "append_audit_entry"("p_entry" jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    RETURN append_audit_entry(p_entry->>'event', p_entry->>'actorKind', (p_entry->>'actorId')::uuid, p_entry->>'actorAddress',
        (p_entry->>'envelopeId')::uuid, (p_entry->>'recipientId')::uuid, p_entry->>'clientAddress', p_entry->>'clientAgent',
        p_entry->'detail', ARRAY(SELECT jsonb_array_elements_text(p_entry->'organisationIds'))::uuid[]);
END $$;
