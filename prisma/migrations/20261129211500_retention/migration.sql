-- How long letters are kept, and how they end (docs/retention.md).

-- 0: until the letter's date; N: so many days from when the copy came; NULL: for ever.
ALTER TABLE "organisations" ADD COLUMN "letter_retention_days" INTEGER DEFAULT 0;
ALTER TABLE "organisations" ADD CONSTRAINT "organisations_letter_retention_days" CHECK ("letter_retention_days" BETWEEN 0 AND 36500);
-- When it was set: nothing is destroyed by it within a week. An organisation of before has that week from now on.
ALTER TABLE "organisations" ADD COLUMN "letter_retention_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE "organisations" ALTER COLUMN "letter_retention_since" SET DEFAULT 'epoch';
CREATE FUNCTION "note_letter_retention"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW."letter_retention_since" := CASE WHEN NEW."letter_retention_days" IS DISTINCT FROM OLD."letter_retention_days"
        THEN now() ELSE OLD."letter_retention_since" END;
    RETURN NEW;
END $$;
CREATE TRIGGER "organisations_letter_retention" BEFORE UPDATE OF "letter_retention_days", "letter_retention_since" ON "organisations"
    FOR EACH ROW EXECUTE FUNCTION "note_letter_retention"();

-- A hold of an organisation on a letter that one of its mailboxes has sent or received: set, and lifted once.
CREATE TABLE "retention_holds" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "envelope_id" UUID NOT NULL,
    "why" TEXT NOT NULL,
    "set_by" UUID NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lifted_by" UUID,
    "lifted_at" TIMESTAMPTZ(3),

    CONSTRAINT "retention_holds_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "retention_holds" ADD CONSTRAINT "retention_holds_organisation_id_fkey"
    FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "retention_holds" ADD CONSTRAINT "retention_holds_envelope_id_fkey"
    FOREIGN KEY ("envelope_id") REFERENCES "envelopes"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "retention_holds" ADD CONSTRAINT "retention_holds_set_by_fkey"
    FOREIGN KEY ("set_by") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "retention_holds" ADD CONSTRAINT "retention_holds_why" CHECK (char_length("why") BETWEEN 1 AND 300);
ALTER TABLE "retention_holds" ADD CONSTRAINT "retention_holds_lifted_by_whom" CHECK (("lifted_by" IS NULL) = ("lifted_at" IS NULL));
CREATE UNIQUE INDEX "retention_holds_one_in_force" ON "retention_holds" ("envelope_id", "organisation_id") WHERE "lifted_at" IS NULL;
CREATE INDEX "retention_holds_organisation_id_id_idx" ON "retention_holds" ("organisation_id", "id" DESC);
CALL "protect_sealed_rows"('retention_holds', settable => '{lifted_by, lifted_at}');

-- What is left of a letter's content: that it was destroyed, when and why, and what of it still leaves the vault.
CREATE TABLE "content_destructions" (
    "envelope_id" UUID NOT NULL,
    "organisation_id" UUID,
    "destroyed_at" TIMESTAMPTZ(3) NOT NULL,
    "why" TEXT NOT NULL,
    "parts" INTEGER NOT NULL,
    "bytes" BIGINT NOT NULL,
    "held_letters" INTEGER NOT NULL,
    "held_parts" INTEGER NOT NULL,
    "held_salt" BYTEA NOT NULL,
    "locked_until" TIMESTAMPTZ(3),
    "purged_at" TIMESTAMPTZ(3),

    CONSTRAINT "content_destructions_pkey" PRIMARY KEY ("envelope_id")
);
ALTER TABLE "content_destructions" ADD CONSTRAINT "content_destructions_envelope_id_fkey"
    FOREIGN KEY ("envelope_id") REFERENCES "envelopes"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "content_destructions" ADD CONSTRAINT "content_destructions_organisation_id_fkey"
    FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "content_destructions" ADD CONSTRAINT "content_destructions_salt" CHECK (octet_length("held_salt") = 32);
CREATE INDEX "content_destructions_of_organisation" ON "content_destructions" ("organisation_id", "destroyed_at" DESC, "envelope_id" DESC);
CREATE INDEX "content_destructions_leaving" ON "content_destructions" ("destroyed_at") WHERE "purged_at" IS NULL;
CALL "protect_sealed_rows"('content_destructions', changeable => '{locked_until}', settable => '{purged_at}');

-- Public halves of the vault's keys, one a month; the private ones lie in a folder that is no part of the database's backup.
CREATE TABLE "vault_keys" (
    "name" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "encryption_key_id" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "destroyed_at" TIMESTAMPTZ(3),

    CONSTRAINT "vault_keys_pkey" PRIMARY KEY ("name")
);
ALTER TABLE "vault_keys" ADD CONSTRAINT "vault_keys_name" CHECK ("name" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$');
CREATE UNIQUE INDEX "vault_keys_encryption_key_id_key" ON "vault_keys" ("encryption_key_id");
CALL "protect_sealed_rows"('vault_keys', settable => '{destroyed_at}');

-- Which of them the seed is wrapped to; NULL: the vault's own key, as all were before.
ALTER TABLE "envelope_keys" ADD COLUMN "vault_key" TEXT;
ALTER TABLE "envelope_keys" ADD CONSTRAINT "envelope_keys_vault_key_fkey"
    FOREIGN KEY ("vault_key") REFERENCES "vault_keys"("name") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "envelope_keys_by_month" ON "envelope_keys" ("vault_key") WHERE "packet" IS NOT NULL;
-- When to look whether the letter still has a reason to be, and from which end its people are to be told before. NULL: not to be looked at.
ALTER TABLE "envelope_keys" ADD COLUMN "judge_at" TIMESTAMPTZ(3);
ALTER TABLE "envelope_keys" ADD COLUMN "notice_of" TIMESTAMPTZ(3);

CREATE OR REPLACE FUNCTION "refuse_change_of_sealed_key"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_free text[] := '{judge_at, notice_of}';
BEGIN
    IF NOT EXISTS (SELECT FROM public."envelopes" e WHERE e."id" = OLD."envelope_id" AND e."state" = 'sealed') THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF NEW."packet" IS NULL AND OLD."packet" IS NOT NULL THEN v_free := v_free || '{packet, destroyed_at, destroyed_why}'; END IF;
        IF to_jsonb(NEW) - v_free = to_jsonb(OLD) - v_free THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'the envelope of this key is sealed: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

-- The vault's key of a letter is due with the letter's date: whoever seals, prolongs, shortens or takes back sets it thereby.
CREATE FUNCTION "note_end_of_letter"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE public."envelope_keys"
    SET "judge_at" = LEAST(NEW."access_until", NEW."taken_back_at"),
        "notice_of" = CASE WHEN NEW."taken_back_at" IS NULL THEN NEW."access_until" END
    WHERE "envelope_id" = NEW."id" AND "holder" = 'vault' AND "packet" IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER "envelopes_end" AFTER UPDATE OF "state", "access_until", "taken_back_at" ON "envelopes"
    FOR EACH ROW WHEN (NEW."state" = 'sealed' AND (OLD."state", OLD."access_until", OLD."taken_back_at")
        IS DISTINCT FROM (NEW."state", NEW."access_until", NEW."taken_back_at"))
    EXECUTE FUNCTION "note_end_of_letter"();
CREATE FUNCTION "note_end_of_key"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    SELECT LEAST(e."access_until", e."taken_back_at"), CASE WHEN e."taken_back_at" IS NULL THEN e."access_until" END
    INTO NEW."judge_at", NEW."notice_of" FROM public."envelopes" e WHERE e."id" = NEW."envelope_id" AND e."state" = 'sealed';
    RETURN NEW;
END $$;
CREATE TRIGGER "envelope_keys_end" BEFORE INSERT ON "envelope_keys"
    FOR EACH ROW WHEN (NEW."holder" = 'vault') EXECUTE FUNCTION "note_end_of_key"();

ALTER TABLE "envelope_keys" DISABLE TRIGGER USER;
UPDATE "envelope_keys" k SET "judge_at" = LEAST(e."access_until", e."taken_back_at"), "notice_of" = CASE WHEN e."access_until" > now() THEN e."access_until" END
FROM "envelopes" e WHERE e."id" = k."envelope_id" AND e."state" = 'sealed' AND k."holder" = 'vault' AND k."packet" IS NOT NULL;
ALTER TABLE "envelope_keys" ENABLE TRIGGER USER;
CREATE INDEX "envelope_keys_due" ON "envelope_keys" ("judge_at") WHERE "packet" IS NOT NULL AND "judge_at" IS NOT NULL;
CREATE INDEX "envelope_keys_noticed" ON "envelope_keys" ("notice_of") WHERE "packet" IS NOT NULL AND "notice_of" IS NOT NULL;

-- Drafts that nobody has touched for long.
CREATE INDEX "envelopes_drafts_by_age" ON "envelopes" ("updated_at") WHERE "state" = 'draft';
CREATE INDEX "envelopes_drafts_by_author" ON "envelopes" ("author_id") WHERE "state" = 'draft';

-- Of a letter whose content was destroyed the title goes too, and the rows of its segments.
CREATE OR REPLACE FUNCTION "refuse_change_but"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_settable text[] := TG_ARGV[1]::text[];
    v_old jsonb := to_jsonb(OLD) - TG_ARGV[0]::text[];
    v_new jsonb := to_jsonb(NEW) - TG_ARGV[0]::text[];
    v_title text;
BEGIN
    -- what is set stays in the comparison, what is not set yet leaves it
    SELECT v_old - coalesce(array_agg(name), '{}'), v_new - coalesce(array_agg(name), '{}') INTO v_old, v_new
    FROM unnest(v_settable) AS name WHERE v_old -> name = 'null'::jsonb;
    IF TG_TABLE_NAME = 'envelopes' AND v_old IS DISTINCT FROM v_new THEN
        FOREACH v_title IN ARRAY '{title, sealed_title}'::text[] LOOP
            IF v_new -> v_title = 'null'::jsonb AND v_old -> v_title <> 'null'::jsonb
                AND EXISTS (SELECT FROM public."content_destructions" d WHERE d."envelope_id" = OLD."id") THEN
                v_old := v_old - v_title;
                v_new := v_new - v_title;
            END IF;
        END LOOP;
    END IF;
    IF v_old IS DISTINCT FROM v_new THEN
        RAISE EXCEPTION 'a sealed row of % may not change: %', TG_TABLE_NAME,
            (SELECT string_agg(key, ', ') FROM jsonb_each(v_new) WHERE value IS DISTINCT FROM v_old -> key)
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
