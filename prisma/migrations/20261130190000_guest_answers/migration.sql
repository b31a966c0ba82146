-- What a guest answers fills the room of the organisation whose letter she answers: it is stored for that one's sake, and the guest is of
-- none. Told when the draft is made, because an upload is refused before its first byte.
ALTER TABLE "envelopes" ADD COLUMN "counted_on" UUID;
ALTER TABLE "envelopes" ADD CONSTRAINT "envelopes_counted_on" CHECK ("counted_on" IS NULL OR ("author_kind" = 'guest' AND "organisation_id" IS NULL));
-- Her answers to one letter.
CREATE INDEX "envelopes_guest_answers" ON "envelopes" ("in_reply_to", "mailbox_id", "sealed_at" DESC) WHERE "author_kind" = 'guest' AND "state" = 'sealed';

CREATE OR REPLACE FUNCTION "note_stored_bytes"(p_envelope public."envelopes", p_bytes bigint) RETURNS void LANGUAGE sql
SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO public."stored_bytes_changes" ("owner_id", "bytes")
    SELECT o, p_bytes FROM unnest(ARRAY[
        coalesce((p_envelope)."organisation_id", (p_envelope)."counted_on"),
        CASE WHEN (p_envelope)."author_kind" IN ('user', 'token', 'guest') THEN (p_envelope)."author_id" END
    ]) AS o WHERE o IS NOT NULL AND p_bytes <> 0
$$;

DROP TRIGGER "envelopes_count_rewritten" ON "envelopes";
CREATE TRIGGER "envelopes_count_rewritten" AFTER UPDATE ON "envelopes" FOR EACH ROW
    WHEN (OLD."organisation_id" IS NOT DISTINCT FROM NEW."organisation_id" AND OLD."counted_on" IS NOT DISTINCT FROM NEW."counted_on"
        AND OLD."author_id" = NEW."author_id" AND OLD."author_kind" = NEW."author_kind"
        AND bytes_beside_parts(octet_length(OLD."draft_ciphertext"), OLD."manifest_bytes")
            <> bytes_beside_parts(octet_length(NEW."draft_ciphertext"), NEW."manifest_bytes"))
    EXECUTE FUNCTION "count_rewritten_envelope"();

DROP TRIGGER "envelopes_count_moved" ON "envelopes";
CREATE TRIGGER "envelopes_count_moved" BEFORE UPDATE ON "envelopes" FOR EACH ROW
    WHEN (OLD."organisation_id" IS DISTINCT FROM NEW."organisation_id" OR OLD."counted_on" IS DISTINCT FROM NEW."counted_on"
        OR OLD."author_id" IS DISTINCT FROM NEW."author_id" OR OLD."author_kind" IS DISTINCT FROM NEW."author_kind")
    EXECUTE FUNCTION "count_gone_envelope"();
