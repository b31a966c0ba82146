-- What is counted besides parts: the text of a draft, which lies in its row, and the manifest of a letter of version 2, which lies in the
-- vault under the envelope's id (lib/quota/limits.ts says it in words). Texts count in whole blocks, so that most saves change no counter.
ALTER TABLE "envelopes" ADD COLUMN "manifest_bytes" INTEGER;

-- Which transaction noted a change: a limit is judged by what that transaction adds to an owner, whatever it did to add it.
ALTER TABLE "stored_bytes_changes" ADD COLUMN "noted_in" xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE FUNCTION "bytes_beside_parts"(p_text_bytes integer, p_manifest_bytes integer) RETURNS bigint LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((p_text_bytes + 65535) / 65536 * 65536, 0)::bigint + coalesce(p_manifest_bytes, 0)
$$;

DROP TRIGGER "envelopes_count_gone" ON "envelopes";
DROP TRIGGER "envelopes_count_moved" ON "envelopes";
DROP FUNCTION "count_gone_envelope"();

CREATE FUNCTION "count_new_envelope"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public."note_stored_bytes"(NEW, public."bytes_beside_parts"(octet_length(NEW."draft_ciphertext"), NEW."manifest_bytes"));
    RETURN NULL;
END $$;
CREATE TRIGGER "envelopes_count_new" AFTER INSERT ON "envelopes" FOR EACH ROW
    WHEN (NEW."draft_ciphertext" IS NOT NULL OR NEW."manifest_bytes" IS NOT NULL)
    EXECUTE FUNCTION "count_new_envelope"();

CREATE FUNCTION "count_rewritten_envelope"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public."note_stored_bytes"(NEW,
        public."bytes_beside_parts"(octet_length(NEW."draft_ciphertext"), NEW."manifest_bytes")
        - public."bytes_beside_parts"(octet_length(OLD."draft_ciphertext"), OLD."manifest_bytes"));
    RETURN NULL;
END $$;
CREATE TRIGGER "envelopes_count_rewritten" AFTER UPDATE ON "envelopes" FOR EACH ROW
    WHEN (OLD."organisation_id" IS NOT DISTINCT FROM NEW."organisation_id" AND OLD."author_id" = NEW."author_id"
        AND OLD."author_kind" = NEW."author_kind"
        AND bytes_beside_parts(octet_length(OLD."draft_ciphertext"), OLD."manifest_bytes")
            <> bytes_beside_parts(octet_length(NEW."draft_ciphertext"), NEW."manifest_bytes"))
    EXECUTE FUNCTION "count_rewritten_envelope"();

-- Only drafts go or move. Before: the uses of a draft that goes are still there.
CREATE FUNCTION "count_gone_envelope"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_parts bigint;
BEGIN
    SELECT coalesce(sum(u."bytes"), 0) INTO v_parts FROM public."part_uses" u
    WHERE u."envelope_id" = OLD."id" AND u."released_at" IS NULL;
    PERFORM public."note_stored_bytes"(OLD,
        - v_parts - public."bytes_beside_parts"(octet_length(OLD."draft_ciphertext"), OLD."manifest_bytes"));
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    PERFORM public."note_stored_bytes"(NEW,
        v_parts + public."bytes_beside_parts"(octet_length(NEW."draft_ciphertext"), NEW."manifest_bytes"));
    RETURN NEW;
END $$;
CREATE TRIGGER "envelopes_count_gone" BEFORE DELETE ON "envelopes"
    FOR EACH ROW EXECUTE FUNCTION "count_gone_envelope"();
CREATE TRIGGER "envelopes_count_moved" BEFORE UPDATE ON "envelopes" FOR EACH ROW
    WHEN (OLD."organisation_id" IS DISTINCT FROM NEW."organisation_id" OR OLD."author_id" IS DISTINCT FROM NEW."author_id"
        OR OLD."author_kind" IS DISTINCT FROM NEW."author_kind")
    EXECUTE FUNCTION "count_gone_envelope"();

-- The manifest of a letter that is destroyed leaves the vault with its content; its size stays in the sealed row.
CREATE FUNCTION "count_destroyed_manifest"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public."note_stored_bytes"(e, - e."manifest_bytes"::bigint) FROM public."envelopes" e
    WHERE e."id" = NEW."envelope_id" AND e."manifest_bytes" IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER "content_destructions_count" AFTER INSERT ON "content_destructions"
    FOR EACH ROW EXECUTE FUNCTION "count_destroyed_manifest"();

-- Texts that are stored already. The sizes of older manifests are known to the store alone: they stay uncounted.
INSERT INTO "stored_bytes_changes" ("owner_id", "bytes")
SELECT o, sum(bytes_beside_parts(octet_length(e."draft_ciphertext"), NULL)) FROM "envelopes" e
CROSS JOIN LATERAL unnest(ARRAY[
    e."organisation_id", CASE WHEN e."author_kind" IN ('user', 'token', 'guest') THEN e."author_id" END
]) AS o WHERE o IS NOT NULL AND e."draft_ciphertext" IS NOT NULL GROUP BY o;
