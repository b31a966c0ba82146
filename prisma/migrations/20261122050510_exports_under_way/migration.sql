-- Exports of the audit trail under way: what they have begun to write is not pruned meanwhile.
CREATE TABLE "audit_exports_under_way" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "begun_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "leased_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_exports_under_way_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "audit_exports_under_way_organisation_id_leased_until_idx" ON "audit_exports_under_way"("organisation_id", "leased_until");
ALTER TABLE "audit_exports_under_way" ADD CONSTRAINT "audit_exports_under_way_organisation_id_fkey"
    FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- As it was, but for the exports: whoever begins one waits for the lock of this function (lib/audit/hold-pruning.ts).
CREATE OR REPLACE FUNCTION "prune_audit"("p_organisation_id" uuid, "p_entries_max" integer) RETURNS integer LANGUAGE plpgsql
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
    IF EXISTS (SELECT FROM public.audit_exports_under_way
        WHERE organisation_id = p_organisation_id AND leased_until > clock_timestamp()) THEN RETURN 0; END IF;
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
