-- How much each author and each organisation stores, so that a limit of it costs no sum over the vault. A trigger notes every change of a
-- use as a row that waits for nobody; who stores more folds them into the counter, with the counter's row locked (lib/quota/).
ALTER TABLE "organisations" ADD COLUMN "stored_bytes_max" BIGINT, ADD COLUMN "member_bytes_max" BIGINT;
ALTER TABLE "organisations" ADD CONSTRAINT "organisations_quotas" CHECK ("stored_bytes_max" > 0 AND "member_bytes_max" > 0);

CREATE TABLE "stored_bytes" (
    "owner_id" UUID NOT NULL,
    "bytes" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "stored_bytes_pkey" PRIMARY KEY ("owner_id")
);
CREATE TABLE "stored_bytes_changes" (
    "id" BIGSERIAL NOT NULL,
    "owner_id" UUID NOT NULL,
    "bytes" BIGINT NOT NULL,

    CONSTRAINT "stored_bytes_changes_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "stored_bytes_changes_owner_id_idx" ON "stored_bytes_changes"("owner_id");

-- Whom the bytes of an envelope are counted on: its organisation, and its author where that is a person or her program.
CREATE FUNCTION "note_stored_bytes"(p_envelope public."envelopes", p_bytes bigint) RETURNS void LANGUAGE sql
SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO public."stored_bytes_changes" ("owner_id", "bytes")
    SELECT o, p_bytes FROM unnest(ARRAY[
        (p_envelope)."organisation_id",
        CASE WHEN (p_envelope)."author_kind" IN ('user', 'token', 'guest') THEN (p_envelope)."author_id" END
    ]) AS o WHERE o IS NOT NULL AND p_bytes <> 0
$$;

CREATE FUNCTION "count_changed_uses"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM public."note_stored_bytes"(e, u."bytes") FROM (
            SELECT "envelope_id", sum("bytes")::bigint AS "bytes" FROM added WHERE "released_at" IS NULL AND "bytes" <> 0 GROUP BY 1
        ) u JOIN public."envelopes" e ON e."id" = u."envelope_id";
    ELSIF TG_OP = 'DELETE' THEN
        -- of an envelope that goes with its uses, count_gone_envelope has noted it
        PERFORM public."note_stored_bytes"(e, - u."bytes") FROM (
            SELECT "envelope_id", sum("bytes")::bigint AS "bytes" FROM removed WHERE "released_at" IS NULL AND "bytes" <> 0 GROUP BY 1
        ) u JOIN public."envelopes" e ON e."id" = u."envelope_id";
    ELSE
        PERFORM public."note_stored_bytes"(e, u."bytes") FROM (
            SELECT "envelope_id", sum("bytes")::bigint AS "bytes" FROM (
                SELECT "envelope_id", "bytes" FROM added WHERE "released_at" IS NULL
                UNION ALL SELECT "envelope_id", - "bytes" FROM removed WHERE "released_at" IS NULL
            ) changed GROUP BY 1 HAVING sum("bytes") <> 0
        ) u JOIN public."envelopes" e ON e."id" = u."envelope_id";
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "part_uses_count_added" AFTER INSERT ON "part_uses"
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "count_changed_uses"();
CREATE TRIGGER "part_uses_count_removed" AFTER DELETE ON "part_uses"
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION "count_changed_uses"();
CREATE TRIGGER "part_uses_count_changed" AFTER UPDATE ON "part_uses"
    REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "count_changed_uses"();

CREATE FUNCTION "count_gone_envelope"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_bytes bigint;
BEGIN
    SELECT coalesce(sum(u."bytes"), 0) INTO v_bytes FROM public."part_uses" u
    WHERE u."envelope_id" = OLD."id" AND u."released_at" IS NULL;
    PERFORM public."note_stored_bytes"(OLD, - v_bytes);
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    PERFORM public."note_stored_bytes"(NEW, v_bytes);
    RETURN NEW;
END $$;
CREATE TRIGGER "envelopes_count_gone" BEFORE DELETE ON "envelopes"
    FOR EACH ROW EXECUTE FUNCTION "count_gone_envelope"();
CREATE TRIGGER "envelopes_count_moved" BEFORE UPDATE ON "envelopes" FOR EACH ROW
    WHEN (OLD."organisation_id" IS DISTINCT FROM NEW."organisation_id" OR OLD."author_id" IS DISTINCT FROM NEW."author_id"
        OR OLD."author_kind" IS DISTINCT FROM NEW."author_kind")
    EXECUTE FUNCTION "count_gone_envelope"();

-- Locks the counters of some owners until the transaction ends, in the order of their ids, folds what was noted into them, and gives what
-- they hold. Each statement sees what was committed before it, so of two who store at once the second counts the first.
CREATE FUNCTION "fold_stored_bytes"(p_owners uuid[]) RETURNS TABLE ("owner_id" uuid, "bytes" bigint) LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO public."stored_bytes" ("owner_id") SELECT DISTINCT o FROM unnest(p_owners) AS o WHERE o IS NOT NULL ORDER BY o
    ON CONFLICT ("owner_id") DO NOTHING;
    PERFORM FROM public."stored_bytes" s WHERE s."owner_id" = ANY (p_owners) ORDER BY s."owner_id" FOR NO KEY UPDATE;
    RETURN QUERY
    WITH folded AS (
        DELETE FROM public."stored_bytes_changes" c WHERE c."owner_id" = ANY (p_owners) RETURNING c."owner_id", c."bytes"
    ), summed AS (
        SELECT f."owner_id", sum(f."bytes")::bigint AS "bytes" FROM folded f GROUP BY 1
    ), written AS (
        UPDATE public."stored_bytes" s SET "bytes" = s."bytes" + n."bytes" FROM summed n WHERE s."owner_id" = n."owner_id"
        RETURNING s."owner_id", s."bytes"
    )
    SELECT w."owner_id", w."bytes" FROM written w UNION ALL
    SELECT s."owner_id", s."bytes" FROM public."stored_bytes" s
    WHERE s."owner_id" = ANY (p_owners) AND NOT EXISTS (SELECT FROM summed n WHERE n."owner_id" = s."owner_id");
END $$;

-- what is stored already
INSERT INTO "stored_bytes" ("owner_id", "bytes")
SELECT o, sum(u."bytes") FROM "part_uses" u JOIN "envelopes" e ON e."id" = u."envelope_id"
CROSS JOIN LATERAL unnest(ARRAY[
    e."organisation_id", CASE WHEN e."author_kind" IN ('user', 'token', 'guest') THEN e."author_id" END
]) AS o WHERE o IS NOT NULL AND u."released_at" IS NULL GROUP BY o;

-- What an owner stores now, waiting for nobody.
CREATE FUNCTION "stored_bytes_of"(p_owner uuid) RETURNS bigint LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce((SELECT s."bytes" FROM public."stored_bytes" s WHERE s."owner_id" = p_owner), 0)
        + coalesce((SELECT sum(c."bytes")::bigint FROM public."stored_bytes_changes" c WHERE c."owner_id" = p_owner), 0)
$$;
