-- The packets that give back an envelope's seed leave the frozen row: one for each holder, so that destroying the last of
-- them ends the content while seal, signature, timestamp and log entries stay (docs/decisions/0018-the-ground.md).
CREATE TABLE "envelope_keys" (
    "envelope_id" UUID NOT NULL,
    "holder" TEXT NOT NULL,
    "suite" TEXT NOT NULL,
    "packet" BYTEA,
    "destroyed_at" TIMESTAMPTZ(3),
    "destroyed_why" TEXT,

    CONSTRAINT "envelope_keys_pkey" PRIMARY KEY ("envelope_id", "holder")
);
ALTER TABLE "envelope_keys" ADD CONSTRAINT "envelope_keys_envelope_id_fkey"
    FOREIGN KEY ("envelope_id") REFERENCES "envelopes"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- vault, or a holder with its own id: mailbox/<id>, passphrase/<n>, gateway/<name>
ALTER TABLE "envelope_keys" ADD CONSTRAINT "envelope_keys_holder" CHECK ("holder" ~ '^(vault|(mailbox|passphrase|gateway)/[^/]+)$');
ALTER TABLE "envelope_keys" ADD CONSTRAINT "envelope_keys_there_or_destroyed" CHECK (
    num_nulls("destroyed_at", "destroyed_why") = (CASE WHEN "packet" IS NULL THEN 0 ELSE 2 END)
);
ALTER TABLE "envelope_keys" ADD CONSTRAINT "envelope_keys_destroyed_why" CHECK (
    "destroyed_why" IN ('expired', 'withdrawn', 'taken-back', 'retention')
);
INSERT INTO "envelope_keys" ("envelope_id", "holder", "suite", "packet")
SELECT "id", 'vault', 'openpgp-ecdh-curve25519-v4', "key_packet" FROM "envelopes";

-- Of a sealed envelope a packet may be destroyed, once and for good; nothing else of it changes, none goes without a trace.
CREATE FUNCTION "refuse_change_of_sealed_key"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public."envelopes" e WHERE e."id" = OLD."envelope_id" AND e."state" = 'sealed') THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND NEW."packet" IS NULL AND OLD."packet" IS NOT NULL
        AND (NEW."envelope_id", NEW."holder", NEW."suite") = (OLD."envelope_id", OLD."holder", OLD."suite") THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the envelope of this key is sealed: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "envelope_keys_sealed_immutable" BEFORE UPDATE OR DELETE ON "envelope_keys"
    FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_sealed_key"();

ALTER TABLE "envelopes" DROP COLUMN "key_packet";
