-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "role" AS ENUM ('member', 'administrator', 'auditor');

-- CreateEnum
CREATE TYPE "mailbox_kind" AS ENUM ('personal', 'shared', 'applicative');

-- CreateEnum
CREATE TYPE "code_purpose" AS ENUM ('guest_sign_in', 'password_reset', 'invitation');

-- CreateEnum
CREATE TYPE "envelope_state" AS ENUM ('draft', 'sealed');

-- CreateEnum
CREATE TYPE "part_kind" AS ENUM ('manifest', 'body', 'attachment');

-- CreateEnum
CREATE TYPE "recipient_kind" AS ENUM ('to', 'cc', 'bcc');

-- CreateEnum
CREATE TYPE "notification_state" AS ENUM ('pending', 'sent', 'failed');

-- CreateEnum
CREATE TYPE "actor_kind" AS ENUM ('user', 'guest', 'anonymous', 'system');

-- CreateTable
CREATE TABLE "organisations" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "locale" TEXT NOT NULL DEFAULT 'fr',
    "title_in_notification" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organisations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "organisation_domains" (
    "domain" TEXT NOT NULL,
    "organisation_id" UUID NOT NULL,

    CONSTRAINT "organisation_domains_pkey" PRIMARY KEY ("domain")
);

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "password_hash" TEXT,
    "role" "role" NOT NULL DEFAULT 'member',
    "locale" TEXT NOT NULL DEFAULT 'fr',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mailboxes" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "kind" "mailbox_kind" NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mailboxes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mailbox_addresses" (
    "address" TEXT NOT NULL,
    "mailbox_id" UUID NOT NULL,
    "is_primary" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "mailbox_addresses_pkey" PRIMARY KEY ("address")
);

-- CreateTable
CREATE TABLE "mailbox_members" (
    "mailbox_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,

    CONSTRAINT "mailbox_members_pkey" PRIMARY KEY ("mailbox_id","user_id")
);

-- CreateTable
CREATE TABLE "correspondents" (
    "mailbox_id" UUID NOT NULL,
    "address" TEXT NOT NULL,
    "display_name" TEXT,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "correspondents_pkey" PRIMARY KEY ("mailbox_id","address")
);

-- CreateTable
CREATE TABLE "guests" (
    "id" UUID NOT NULL,
    "address" TEXT NOT NULL,
    "locale" TEXT NOT NULL DEFAULT 'fr',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "guests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "user_id" UUID,
    "guest_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "client_address" TEXT,
    "client_agent" TEXT,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "one_time_codes" (
    "id" UUID NOT NULL,
    "purpose" "code_purpose" NOT NULL,
    "address" TEXT NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "request_hash" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "tries_left" INTEGER NOT NULL DEFAULT 5,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "one_time_codes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_limits" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "expire" TIMESTAMPTZ(3),

    CONSTRAINT "rate_limits_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "envelopes" (
    "id" UUID NOT NULL,
    "state" "envelope_state" NOT NULL DEFAULT 'draft',
    "organisation_id" UUID NOT NULL,
    "mailbox_id" UUID NOT NULL,
    "author_user_id" UUID NOT NULL,
    "key_packet" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "draft_ciphertext" BYTEA,
    "draft_revision" INTEGER NOT NULL DEFAULT 0,
    "sender_address" TEXT,
    "sender_name" TEXT,
    "title" TEXT,
    "sealed_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "attachment_bytes" BIGINT NOT NULL DEFAULT 0,
    "attachment_count" INTEGER NOT NULL DEFAULT 0,
    "seal" BYTEA,
    "seal_signature" TEXT,
    "sealing_key_id" TEXT,
    "timestamp_response" BYTEA,
    "timestamped_at" TIMESTAMPTZ(3),

    CONSTRAINT "envelopes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "parts" (
    "id" UUID NOT NULL,
    "envelope_id" UUID NOT NULL,
    "kind" "part_kind" NOT NULL,
    "position" INTEGER,

    CONSTRAINT "parts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "segments" (
    "part_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "sha256" CHAR(64) NOT NULL,
    "ciphertext_bytes" INTEGER NOT NULL,
    "registered_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "segments_pkey" PRIMARY KEY ("part_id","index")
);

-- CreateTable
CREATE TABLE "recipients" (
    "id" UUID NOT NULL,
    "envelope_id" UUID NOT NULL,
    "kind" "recipient_kind" NOT NULL,
    "address" TEXT NOT NULL,
    "name" TEXT,
    "mailbox_id" UUID,
    "reference" TEXT NOT NULL,
    "salt" BYTEA NOT NULL,
    "locale" TEXT NOT NULL,
    "notification_state" "notification_state" NOT NULL DEFAULT 'pending',
    "notification_id" TEXT NOT NULL,
    "notification_tries" INTEGER NOT NULL DEFAULT 0,
    "notified_at" TIMESTAMPTZ(3),
    "notification_failure" TEXT,
    "opened_at" TIMESTAMPTZ(3),
    "reported_at" TIMESTAMPTZ(3),
    "blocked_at" TIMESTAMPTZ(3),

    CONSTRAINT "recipients_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "part_downloads" (
    "recipient_id" UUID NOT NULL,
    "part_id" UUID NOT NULL,
    "downloaded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "part_downloads_pkey" PRIMARY KEY ("recipient_id","part_id")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "id" BIGSERIAL NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "event" TEXT NOT NULL,
    "actor_kind" "actor_kind" NOT NULL,
    "actor_id" UUID,
    "actor_address" TEXT,
    "envelope_id" UUID,
    "recipient_id" UUID,
    "client_address" TEXT,
    "client_agent" TEXT,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_visibility" (
    "organisation_id" UUID NOT NULL,
    "entry_id" BIGINT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "event" TEXT NOT NULL,
    "actor_address" TEXT,
    "envelope_id" UUID,

    CONSTRAINT "audit_visibility_pkey" PRIMARY KEY ("organisation_id","entry_id")
);

-- CreateIndex
CREATE INDEX "organisation_domains_organisation_id_idx" ON "organisation_domains"("organisation_id");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE INDEX "users_organisation_id_email_idx" ON "users"("organisation_id", "email");

-- CreateIndex
CREATE INDEX "mailboxes_organisation_id_idx" ON "mailboxes"("organisation_id");

-- CreateIndex
CREATE INDEX "mailbox_addresses_mailbox_id_idx" ON "mailbox_addresses"("mailbox_id");

-- CreateIndex
CREATE INDEX "mailbox_members_user_id_idx" ON "mailbox_members"("user_id");

-- CreateIndex
CREATE INDEX "correspondents_mailbox_id_last_used_at_idx" ON "correspondents"("mailbox_id", "last_used_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "guests_address_key" ON "guests"("address");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "sessions_guest_id_idx" ON "sessions"("guest_id");

-- CreateIndex
CREATE INDEX "sessions_expires_at_idx" ON "sessions"("expires_at");

-- CreateIndex
CREATE INDEX "one_time_codes_address_purpose_created_at_idx" ON "one_time_codes"("address", "purpose", "created_at" DESC);

-- CreateIndex
CREATE INDEX "one_time_codes_expires_at_idx" ON "one_time_codes"("expires_at");

-- CreateIndex
CREATE INDEX "rate_limits_expire_idx" ON "rate_limits"("expire");

-- CreateIndex
CREATE INDEX "envelopes_mailbox_id_state_sealed_at_id_idx" ON "envelopes"("mailbox_id", "state", "sealed_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "envelopes_mailbox_id_state_updated_at_id_idx" ON "envelopes"("mailbox_id", "state", "updated_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "envelopes_organisation_id_sealed_at_idx" ON "envelopes"("organisation_id", "sealed_at");

-- CreateIndex
CREATE INDEX "parts_envelope_id_idx" ON "parts"("envelope_id");

-- CreateIndex
CREATE UNIQUE INDEX "recipients_reference_key" ON "recipients"("reference");

-- CreateIndex
CREATE INDEX "recipients_address_id_idx" ON "recipients"("address", "id" DESC);

-- CreateIndex
CREATE INDEX "recipients_mailbox_id_id_idx" ON "recipients"("mailbox_id", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "recipients_envelope_id_address_key" ON "recipients"("envelope_id", "address");

-- CreateIndex
CREATE INDEX "part_downloads_part_id_idx" ON "part_downloads"("part_id");

-- CreateIndex
CREATE INDEX "audit_entries_envelope_id_id_idx" ON "audit_entries"("envelope_id", "id");

-- CreateIndex
CREATE INDEX "audit_visibility_organisation_id_event_entry_id_idx" ON "audit_visibility"("organisation_id", "event", "entry_id");

-- CreateIndex
CREATE INDEX "audit_visibility_organisation_id_actor_address_entry_id_idx" ON "audit_visibility"("organisation_id", "actor_address", "entry_id");

-- CreateIndex
CREATE INDEX "audit_visibility_organisation_id_envelope_id_entry_id_idx" ON "audit_visibility"("organisation_id", "envelope_id", "entry_id");

-- CreateIndex
CREATE INDEX "audit_visibility_organisation_id_occurred_at_entry_id_idx" ON "audit_visibility"("organisation_id", "occurred_at", "entry_id");

-- AddForeignKey
ALTER TABLE "organisation_domains" ADD CONSTRAINT "organisation_domains_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users" ADD CONSTRAINT "users_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mailboxes" ADD CONSTRAINT "mailboxes_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mailbox_addresses" ADD CONSTRAINT "mailbox_addresses_mailbox_id_fkey" FOREIGN KEY ("mailbox_id") REFERENCES "mailboxes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mailbox_members" ADD CONSTRAINT "mailbox_members_mailbox_id_fkey" FOREIGN KEY ("mailbox_id") REFERENCES "mailboxes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mailbox_members" ADD CONSTRAINT "mailbox_members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "correspondents" ADD CONSTRAINT "correspondents_mailbox_id_fkey" FOREIGN KEY ("mailbox_id") REFERENCES "mailboxes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_guest_id_fkey" FOREIGN KEY ("guest_id") REFERENCES "guests"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "envelopes" ADD CONSTRAINT "envelopes_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "envelopes" ADD CONSTRAINT "envelopes_mailbox_id_fkey" FOREIGN KEY ("mailbox_id") REFERENCES "mailboxes"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "parts" ADD CONSTRAINT "parts_envelope_id_fkey" FOREIGN KEY ("envelope_id") REFERENCES "envelopes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "segments" ADD CONSTRAINT "segments_part_id_fkey" FOREIGN KEY ("part_id") REFERENCES "parts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recipients" ADD CONSTRAINT "recipients_envelope_id_fkey" FOREIGN KEY ("envelope_id") REFERENCES "envelopes"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recipients" ADD CONSTRAINT "recipients_mailbox_id_fkey" FOREIGN KEY ("mailbox_id") REFERENCES "mailboxes"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "part_downloads" ADD CONSTRAINT "part_downloads_recipient_id_fkey" FOREIGN KEY ("recipient_id") REFERENCES "recipients"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "part_downloads" ADD CONSTRAINT "part_downloads_part_id_fkey" FOREIGN KEY ("part_id") REFERENCES "parts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_visibility" ADD CONSTRAINT "audit_visibility_entry_id_fkey" FOREIGN KEY ("entry_id") REFERENCES "audit_entries"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- What Prisma's schema language cannot say.

-- A session belongs to exactly one of a user and a guest.
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_one_subject" CHECK (num_nonnulls("user_id", "guest_id") = 1);

-- A sealed envelope has everything a seal needs.
ALTER TABLE "envelopes" ADD CONSTRAINT "envelopes_sealed_whole" CHECK (
    "state" = 'draft'
    OR num_nulls("sender_address", "sealed_at", "expires_at", "seal", "seal_signature", "sealing_key_id") = 0
);
ALTER TABLE "segments" ADD CONSTRAINT "segments_sha256_hex" CHECK ("sha256" ~ '^[0-9a-f]{64}$');

-- The audit log is insert-only, for every role that does not switch triggers off (a superuser can, and the proofs show it).
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is insert-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "audit_entries_insert_only" BEFORE UPDATE OR DELETE ON "audit_entries" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "audit_entries_no_truncate" BEFORE TRUNCATE ON "audit_entries" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "audit_visibility_insert_only" BEFORE UPDATE OR DELETE ON "audit_visibility" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "audit_visibility_no_truncate" BEFORE TRUNCATE ON "audit_visibility" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();

-- What is sealed stays as it was sealed; only the timestamp may still arrive, once.
CREATE FUNCTION "refuse_change_of_sealed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD."state" = 'sealed' AND (
        NEW."state" <> 'sealed'
        OR NEW."id" IS DISTINCT FROM OLD."id"
        OR NEW."organisation_id" IS DISTINCT FROM OLD."organisation_id"
        OR NEW."mailbox_id" IS DISTINCT FROM OLD."mailbox_id"
        OR NEW."key_packet" IS DISTINCT FROM OLD."key_packet"
        OR NEW."sender_address" IS DISTINCT FROM OLD."sender_address"
        OR NEW."title" IS DISTINCT FROM OLD."title"
        OR NEW."sealed_at" IS DISTINCT FROM OLD."sealed_at"
        OR NEW."expires_at" IS DISTINCT FROM OLD."expires_at"
        OR NEW."seal" IS DISTINCT FROM OLD."seal"
        OR NEW."seal_signature" IS DISTINCT FROM OLD."seal_signature"
        OR NEW."sealing_key_id" IS DISTINCT FROM OLD."sealing_key_id"
        OR (OLD."timestamp_response" IS NOT NULL AND NEW."timestamp_response" IS DISTINCT FROM OLD."timestamp_response")
    ) THEN
        RAISE EXCEPTION 'envelope % is sealed: change refused', OLD."id" USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "envelopes_sealed_immutable" BEFORE UPDATE ON "envelopes" FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_sealed"();

-- Segments and parts of a sealed envelope neither change, nor come, nor go.
CREATE FUNCTION "refuse_change_of_sealed_part"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE sealed boolean;
BEGIN
    IF TG_TABLE_NAME = 'parts' THEN
        SELECT e."state" = 'sealed' INTO sealed FROM "envelopes" e WHERE e."id" = COALESCE(NEW."envelope_id", OLD."envelope_id");
    ELSE
        SELECT e."state" = 'sealed' INTO sealed FROM "parts" p JOIN "envelopes" e ON e."id" = p."envelope_id" WHERE p."id" = COALESCE(NEW."part_id", OLD."part_id");
    END IF;
    IF sealed THEN
        RAISE EXCEPTION 'the envelope of this % row is sealed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER "parts_sealed_immutable" BEFORE INSERT OR UPDATE OR DELETE ON "parts" FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_sealed_part"();
CREATE TRIGGER "segments_sealed_immutable" BEFORE INSERT OR UPDATE OR DELETE ON "segments" FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_sealed_part"();

-- Completion and search over names without accents or case.
CREATE INDEX "correspondents_prefix" ON "correspondents" ("mailbox_id", "address" text_pattern_ops);
