-- The transparency log over the audit trail (docs/audit-log.md).

-- A salt of its own for every entry, those of before included: 244 random bits.
ALTER TABLE "audit_entries" ADD COLUMN "salt" BYTEA NOT NULL
    DEFAULT decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');

-- Null: for ever.
ALTER TABLE "organisations" ADD COLUMN "audit_retention_days" INTEGER;
ALTER TABLE "organisations" ADD CONSTRAINT "organisations_audit_retention" CHECK ("audit_retention_days" BETWEEN 30 AND 36500);

-- Since when it stands: written by the trigger, whoever changes it, so that nobody can say it was set long ago.
ALTER TABLE "organisations" ADD COLUMN "audit_retention_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
CREATE FUNCTION "note_retention_change"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW."audit_retention_since" := CASE WHEN NEW."audit_retention_days" IS DISTINCT FROM OLD."audit_retention_days"
        THEN now() ELSE OLD."audit_retention_since" END;
    RETURN NEW;
END $$;
CREATE TRIGGER "organisations_retention_since" BEFORE UPDATE ON "organisations" FOR EACH ROW EXECUTE FUNCTION "note_retention_change"();

-- Entries that wait for their place in the log: filled by a trigger, emptied by the sequencer.
CREATE TABLE "audit_unsequenced" (
    "entry_id" BIGINT NOT NULL,

    CONSTRAINT "audit_unsequenced_pkey" PRIMARY KEY ("entry_id")
);
-- It is empty most of the time, and grows and shrinks all the time.
ALTER TABLE "audit_unsequenced" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

CREATE TABLE "log_leaves" (
    "index" BIGINT NOT NULL,
    "entry_id" BIGINT NOT NULL,
    "leaf_hash" BYTEA NOT NULL,

    CONSTRAINT "log_leaves_pkey" PRIMARY KEY ("index")
);
CREATE UNIQUE INDEX "log_leaves_entry_id_key" ON "log_leaves"("entry_id");

CREATE TABLE "log_numbers" (
    "organisation_id" UUID NOT NULL,
    "number" BIGINT NOT NULL,
    "leaf_index" BIGINT NOT NULL,

    CONSTRAINT "log_numbers_pkey" PRIMARY KEY ("organisation_id", "number")
);
CREATE UNIQUE INDEX "log_numbers_leaf_index_organisation_id_key" ON "log_numbers"("leaf_index", "organisation_id");

CREATE TABLE "log_tiles" (
    "level" INTEGER NOT NULL,
    "tile_index" BIGINT NOT NULL,
    "hashes" BYTEA NOT NULL,
    "root" BYTEA NOT NULL,

    CONSTRAINT "log_tiles_pkey" PRIMARY KEY ("level", "tile_index")
);
-- Hashes do not compress.
ALTER TABLE "log_tiles" ALTER COLUMN "hashes" SET STORAGE EXTERNAL;

CREATE TABLE "log_checkpoints" (
    "tree_size" BIGINT NOT NULL,
    "root_hash" BYTEA NOT NULL,
    "note" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "log_checkpoints_pkey" PRIMARY KEY ("tree_size")
);

CREATE TABLE "log_timestamps" (
    "tree_size" BIGINT NOT NULL,
    "timestamp_response" BYTEA NOT NULL,
    "timestamped_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "log_timestamps_pkey" PRIMARY KEY ("tree_size")
);

-- What left by retention: an organisation's entries up to this number.
CREATE TABLE "log_prunings" (
    "organisation_id" UUID NOT NULL,
    "up_to_number" BIGINT NOT NULL,
    "entry_id" BIGINT NOT NULL,

    CONSTRAINT "log_prunings_pkey" PRIMARY KEY ("organisation_id", "up_to_number")
);

-- Results of the self-check.
CREATE TABLE "log_verifications" (
    "id" UUID NOT NULL,
    "verified_at" TIMESTAMPTZ(3) NOT NULL,
    "tree_size" BIGINT NOT NULL,
    "seconds" DOUBLE PRECISION NOT NULL,
    "fault_count" INTEGER NOT NULL,
    "faults" JSONB NOT NULL,

    CONSTRAINT "log_verifications_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "log_verifications_verified_at_idx" ON "log_verifications"("verified_at" DESC);

-- Every entry is in the queue the moment it is there; those of before first.
INSERT INTO "audit_unsequenced" SELECT "id" FROM "audit_entries";

CREATE FUNCTION "queue_audit_entries"() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO public."audit_unsequenced" SELECT "id" FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER "audit_entries_queued" AFTER INSERT ON "audit_entries"
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "queue_audit_entries"();

-- Rows of the log are added and never changed.
DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['log_leaves', 'log_numbers', 'log_tiles', 'log_checkpoints', 'log_timestamps', 'log_prunings', 'log_verifications'] LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', t || '_insert_only', t);
        EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t || '_no_truncate', t);
    END LOOP;
END $$;

-- Entries leave through prune_audit alone, which runs as the owner and says so for the length of its DELETEs.
CREATE FUNCTION "refuse_change_but_pruning"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('pli.pruning', true) = 'on'
        AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is insert-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
DROP TRIGGER "audit_entries_insert_only" ON "audit_entries";
DROP TRIGGER "audit_visibility_insert_only" ON "audit_visibility";
CREATE TRIGGER "audit_entries_insert_only" BEFORE UPDATE OR DELETE ON "audit_entries"
    FOR EACH ROW EXECUTE FUNCTION "refuse_change_but_pruning"();
CREATE TRIGGER "audit_visibility_insert_only" BEFORE UPDATE OR DELETE ON "audit_visibility"
    FOR EACH ROW EXECUTE FUNCTION "refuse_change_but_pruning"();

-- Appends one entry for the organisations that may read it: one statement, one round trip.
CREATE FUNCTION "append_audit_entry"(
    "p_event" text, "p_actor_kind" text, "p_actor_id" uuid, "p_actor_address" text, "p_envelope_id" uuid, "p_recipient_id" uuid,
    "p_client_address" text, "p_client_agent" text, "p_detail" jsonb, "p_organisation_ids" uuid[]
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_id bigint;
    v_at timestamptz(3);
    v_recipient_address text;
BEGIN
    IF p_recipient_id IS NOT NULL THEN
        SELECT r.address INTO v_recipient_address FROM recipients r WHERE r.id = p_recipient_id;
    END IF;
    INSERT INTO audit_entries (event, actor_kind, actor_id, actor_address, envelope_id, recipient_id, recipient_address,
        client_address, client_agent, detail)
    VALUES (p_event, p_actor_kind::actor_kind, p_actor_id, p_actor_address, p_envelope_id, p_recipient_id, v_recipient_address,
        p_client_address, p_client_agent, p_detail)
    RETURNING id, occurred_at INTO v_id, v_at;
    INSERT INTO audit_visibility (organisation_id, entry_id, occurred_at, event, actor_address, recipient_address, envelope_id)
    SELECT DISTINCT o, v_id, v_at, p_event, p_actor_address, v_recipient_address, p_envelope_id FROM unnest(p_organisation_ids) AS o;
    RETURN v_id;
END $$;

-- Retention: takes the organisation's sight of its oldest entries that are past its retention and integrated in the log, at
-- most entries_max of them, and the rows that nobody sees any more; appends the entry that says so. Decides everything
-- itself: the caller names the organisation only. Returns how many entries the organisation lost sight of.
CREATE FUNCTION "prune_audit"("p_organisation_id" uuid, "p_entries_max" integer) RETURNS integer LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_days integer;
    v_since timestamptz(3);
    v_before timestamptz(3);
    v_from bigint;
    v_up_to bigint;
    v_missing bigint;
    v_entries bigint[];
    v_pruned bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('pli prune audit'));
    SELECT audit_retention_days, audit_retention_since INTO v_days, v_since FROM public.organisations WHERE id = p_organisation_id;
    -- A week to notice a slip, or a change that nobody of the organisation made.
    IF v_days IS NULL OR v_since > now() - interval '7 days' THEN RETURN 0; END IF;
    v_before := now() - make_interval(days => v_days);
    SELECT coalesce(max(up_to_number), 0) INTO v_from FROM public.log_prunings WHERE organisation_id = p_organisation_id;

    -- The entries leave from the front, without holes: up to the first that must stay.
    WITH oldest AS (
        SELECT n.number, l.entry_id, v.occurred_at
        FROM public.log_numbers n JOIN public.log_leaves l ON l.index = n.leaf_index
        LEFT JOIN public.audit_visibility v ON v.organisation_id = n.organisation_id AND v.entry_id = l.entry_id
        WHERE n.organisation_id = p_organisation_id AND n.number > v_from AND n.number <= v_from + least(p_entries_max, 10000)
    ), leaving AS (
        SELECT * FROM oldest WHERE number < coalesce((SELECT min(number) FROM oldest WHERE occurred_at >= v_before), 9223372036854775807)
    )
    SELECT max(number), min(number) FILTER (WHERE occurred_at IS NULL), array_agg(entry_id)
    INTO v_up_to, v_missing, v_entries FROM leaving;
    IF v_up_to IS NULL THEN RETURN 0; END IF;
    -- What disappeared by another way is not to be covered up.
    IF v_missing IS NOT NULL THEN
        RAISE EXCEPTION 'the entry % of organisation % is missing: verify the log', v_missing, p_organisation_id;
    END IF;

    PERFORM set_config('pli.pruning', 'on', true);
    DELETE FROM public.audit_visibility WHERE organisation_id = p_organisation_id AND entry_id = ANY (v_entries);
    DELETE FROM public.audit_entries e WHERE e.id = ANY (v_entries)
        AND NOT EXISTS (SELECT FROM public.audit_visibility v WHERE v.entry_id = e.id);
    PERFORM set_config('pli.pruning', 'off', true);

    v_pruned := public.append_audit_entry('AuditPruned', 'system', NULL, NULL, NULL, NULL, NULL, NULL,
        jsonb_build_object('entries', cardinality(v_entries), 'upToNumber', v_up_to, 'retentionDays', v_days),
        ARRAY[p_organisation_id]);
    INSERT INTO public.log_prunings (organisation_id, up_to_number, entry_id) VALUES (p_organisation_id, v_up_to, v_pruned);
    RETURN cardinality(v_entries);
END $$;
REVOKE EXECUTE ON FUNCTION "prune_audit"(uuid, integer) FROM PUBLIC;
