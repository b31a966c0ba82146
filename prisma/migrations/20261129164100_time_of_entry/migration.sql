-- An entry's time is the clock's where it is appended, after the envelope's lock, so that for one envelope time, id and place in the
-- log go the same way. Until now it was the time at which the transaction began, before it waited for anything.
ALTER TABLE "audit_entries" ALTER COLUMN "occurred_at" SET DEFAULT clock_timestamp();

-- Who may read it and when it was: set by the one that writes both.
CREATE OR REPLACE FUNCTION "append_audit_entry"(
    "p_event" text, "p_actor_kind" text, "p_actor_id" uuid, "p_actor_address" text, "p_envelope_id" uuid, "p_recipient_id" uuid,
    "p_client_address" text, "p_client_agent" text, "p_detail" jsonb, "p_organisation_ids" uuid[]
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_id bigint;
    v_at timestamptz(3);
    v_recipient_address text;
BEGIN
    IF p_envelope_id IS NOT NULL THEN
        -- Held to commit: who appends next about this envelope comes later, in time and in the log. What changes recipients or keys
        -- takes this lock first, so that no two transactions wait for each other.
        PERFORM FROM envelopes WHERE id = p_envelope_id FOR NO KEY UPDATE;
    END IF;
    IF p_recipient_id IS NOT NULL THEN
        SELECT r.address INTO v_recipient_address FROM recipients r WHERE r.id = p_recipient_id;
    END IF;
    -- From here to the commit two seconds at most: no two envelopes' entries contradict their order in the log by more.
    -- The limit that an operator has set, where there is one, stays.
    IF current_setting('transaction_timeout', true) = '0' THEN
        PERFORM set_config('transaction_timeout', '2s', true);
    ELSIF current_setting('transaction_timeout', true) IS NULL THEN
        -- before PostgreSQL 17: a transaction that waits for its program
        PERFORM set_config('idle_in_transaction_session_timeout', '2s', true);
    END IF;
    v_at := clock_timestamp();
    IF p_envelope_id IS NOT NULL THEN
        -- a clock that was set back does not turn an envelope's history round
        SELECT greatest(v_at, e.occurred_at) INTO v_at FROM audit_entries e WHERE e.envelope_id = p_envelope_id ORDER BY e.id DESC LIMIT 1;
        v_at := coalesce(v_at, clock_timestamp());
    END IF;
    INSERT INTO audit_entries (occurred_at, event, actor_kind, actor_id, actor_address, envelope_id, recipient_id, recipient_address,
        client_address, client_agent, detail)
    VALUES (v_at, p_event, p_actor_kind::actor_kind, p_actor_id, p_actor_address, p_envelope_id, p_recipient_id, v_recipient_address,
        p_client_address, p_client_agent, p_detail)
    RETURNING id INTO v_id;
    INSERT INTO audit_visibility (organisation_id, entry_id, occurred_at, event, actor_address, recipient_address, envelope_id)
    SELECT DISTINCT o, v_id, v_at, p_event, p_actor_address, v_recipient_address, p_envelope_id FROM unnest(p_organisation_ids) AS o;
    RETURN v_id;
END $$;

-- The form the application calls answers with the entry's time: what is written beside the entry has the same.
DROP FUNCTION "append_audit_entry"(jsonb);
CREATE FUNCTION "append_audit_entry"("p_entry" jsonb) RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
    v_id bigint;
BEGIN
    v_id := append_audit_entry(p_entry->>'event', p_entry->>'actorKind', (p_entry->>'actorId')::uuid, p_entry->>'actorAddress',
        (p_entry->>'envelopeId')::uuid, (p_entry->>'recipientId')::uuid, p_entry->>'clientAddress', p_entry->>'clientAgent',
        p_entry->'detail', ARRAY(SELECT jsonb_array_elements_text(p_entry->'organisationIds'))::uuid[]);
    RETURN (SELECT occurred_at FROM audit_entries WHERE id = v_id);
END $$;
