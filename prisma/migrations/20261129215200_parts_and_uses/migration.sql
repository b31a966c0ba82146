-- A part is a thing of its own: it has an id and a home in the store, and any number of envelopes name it, each by a use with its place
-- and its counted bytes (docs/envelope-format.md, section 1). The parts of before stay where they lie: under their envelope's id.
ALTER TYPE "part_kind" ADD VALUE 'original';

ALTER TABLE "parts" ADD COLUMN "made_in" UUID, ADD COLUMN "home" TEXT NOT NULL DEFAULT 'part',
    ADD COLUMN "signed_at" TIMESTAMPTZ(3);
DROP TRIGGER "parts_sealed_immutable" ON "parts";
DROP TRIGGER "segments_sealed_immutable" ON "segments";
DROP FUNCTION "refuse_change_of_sealed_part"();
UPDATE "parts" SET "made_in" = "envelope_id", "home" = 'envelope', "signed_at" = now();
ALTER TABLE "parts" ALTER COLUMN "made_in" SET NOT NULL;
ALTER TABLE "parts" ADD CONSTRAINT "parts_home" CHECK ("home" IN ('envelope', 'part'));
CREATE INDEX "parts_made_in_idx" ON "parts"("made_in");

CREATE TABLE "part_uses" (
    "envelope_id" UUID NOT NULL,
    "part_id" UUID NOT NULL,
    "kind" "part_kind" NOT NULL,
    "position" INTEGER,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "released_at" TIMESTAMPTZ(3),

    CONSTRAINT "part_uses_pkey" PRIMARY KEY ("envelope_id", "part_id")
);
CREATE INDEX "part_uses_part_id_idx" ON "part_uses"("part_id");
ALTER TABLE "part_uses" ADD CONSTRAINT "part_uses_envelope_id_fkey"
    FOREIGN KEY ("envelope_id") REFERENCES "envelopes"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "part_uses" ADD CONSTRAINT "part_uses_part_id_fkey"
    FOREIGN KEY ("part_id") REFERENCES "parts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
INSERT INTO "part_uses" ("envelope_id", "part_id", "kind", "position", "bytes")
SELECT p."envelope_id", p."id", p."kind", p."position",
    (SELECT coalesce(sum(s."ciphertext_bytes"), 0) FROM "segments" s WHERE s."part_id" = p."id")
FROM "parts" p;

DROP INDEX "parts_envelope_id_idx";
ALTER TABLE "parts" DROP CONSTRAINT "parts_envelope_id_fkey";
ALTER TABLE "parts" DROP COLUMN "envelope_id", DROP COLUMN "kind", DROP COLUMN "position";

-- Which parts a sealed envelope has, and what they consist of, neither changes, nor comes, nor goes; but that its hold on a part ends,
-- once, when its content is destroyed. A part's segments go when no sealed envelope holds it any more.
CREATE FUNCTION "refuse_change_of_sealed_use"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public."envelopes" e WHERE e."id" IN (NEW."envelope_id", OLD."envelope_id") AND e."state" = 'sealed') THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND OLD."released_at" IS NULL AND NEW."released_at" IS NOT NULL
        AND to_jsonb(NEW) - 'released_at' = to_jsonb(OLD) - 'released_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the envelope of this % row is sealed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "part_uses_sealed_immutable" BEFORE INSERT OR UPDATE OR DELETE ON "part_uses"
    FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_sealed_use"();

CREATE FUNCTION "refuse_change_of_held_part"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_ids uuid[];
BEGIN
    IF TG_TABLE_NAME = 'parts' THEN
        v_ids := ARRAY[NEW."id", OLD."id"];
    ELSE
        v_ids := ARRAY[NEW."part_id", OLD."part_id"];
    END IF;
    IF EXISTS (
        SELECT FROM public."part_uses" u JOIN public."envelopes" e ON e."id" = u."envelope_id"
        WHERE u."part_id" = ANY (v_ids) AND u."released_at" IS NULL AND e."state" = 'sealed'
    ) THEN
        RAISE EXCEPTION 'a sealed envelope holds the part of this % row: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER "parts_held_immutable" BEFORE UPDATE OR DELETE ON "parts"
    FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_held_part"();
CREATE TRIGGER "segments_held_immutable" BEFORE INSERT OR UPDATE OR DELETE ON "segments"
    FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_held_part"();

-- What a seal of version 2 is made from, beside what was there: version of draft and seal; the salts of its commitments; what it answers and
-- forwards; its place in the batch that was signed (null: alone). All of it is protected with the row (protect_sealed_rows).
ALTER TABLE "envelopes"
    ADD COLUMN "format" INTEGER NOT NULL DEFAULT 1,
    ADD COLUMN "title_salt" BYTEA,
    ADD COLUMN "author_salt" BYTEA,
    ADD COLUMN "in_name_of_salt" BYTEA,
    ADD COLUMN "in_reply_to" UUID,
    ADD COLUMN "forwards" UUID[] DEFAULT '{}',
    ADD COLUMN "manifest_sha256" CHAR(64),
    ADD COLUMN "batch_id" UUID,
    ADD COLUMN "batch_place" JSONB;
ALTER TABLE "envelopes" ADD CONSTRAINT "envelopes_format" CHECK ("format" IN (1, 2));
ALTER TABLE "envelopes" ADD CONSTRAINT "envelopes_batch_whole" CHECK (num_nulls("batch_id", "batch_place") IN (0, 2));
ALTER TABLE "envelopes" ADD CONSTRAINT "envelopes_batch_of_2" CHECK ("batch_id" IS NULL OR "format" = 2);
CREATE INDEX "envelopes_batch_id_idx" ON "envelopes"("batch_id");
