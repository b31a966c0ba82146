-- What comes after a seal (docs/envelope-format.md, section 4.8): one row an addendum, written with the envelope's row locked by the
-- transaction that makes the change, and never changed or deleted after; only its timestamp comes later, once.
CREATE TABLE "addenda" (
    "envelope_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "document" BYTEA NOT NULL,
    "signature" TEXT NOT NULL,
    "sealing_key_id" TEXT NOT NULL,
    "batch_place" JSONB,
    "author_address" TEXT,
    "author_salt" BYTEA,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "timestamp_response" BYTEA,

    CONSTRAINT "addenda_pkey" PRIMARY KEY ("envelope_id", "number")
);
ALTER TABLE "addenda" ADD CONSTRAINT "addenda_envelope_id_fkey"
    FOREIGN KEY ("envelope_id") REFERENCES "envelopes"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "addenda" ADD CONSTRAINT "addenda_number" CHECK ("number" >= 1);
-- A commitment and what proves it stand together; null of both where a rule did it.
ALTER TABLE "addenda" ADD CONSTRAINT "addenda_author" CHECK (num_nulls("author_address", "author_salt") <> 1);

CALL "protect_sealed_rows"('addenda', settable => '{timestamp_response}');
