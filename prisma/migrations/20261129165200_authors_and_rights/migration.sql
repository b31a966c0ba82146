-- Who wrote an envelope is an actor, and it has an origin: a guest's answer, a deposit, a mail from a program or another
-- operator, an import have no user and perhaps no organisation.
ALTER TABLE "envelopes" RENAME COLUMN "author_user_id" TO "author_id";
ALTER TABLE "envelopes" ADD COLUMN "author_kind" TEXT NOT NULL DEFAULT 'user';
ALTER TABLE "envelopes" ALTER COLUMN "author_kind" DROP DEFAULT;
ALTER TABLE "envelopes" ADD CONSTRAINT "envelopes_author_kind" CHECK (
    "author_kind" IN ('user', 'token', 'guest', 'depositor', 'gateway', 'importer')
);
ALTER TABLE "envelopes" ADD COLUMN "origin" TEXT NOT NULL DEFAULT 'browser';
ALTER TABLE "envelopes" ALTER COLUMN "origin" DROP DEFAULT;
ALTER TABLE "envelopes" ADD CONSTRAINT "envelopes_origin" CHECK (
    "origin" IN ('browser', 'api', 'deposit', 'smtp', 'operator', 'import')
);
ALTER TABLE "envelopes" ALTER COLUMN "organisation_id" DROP NOT NULL;
ALTER TABLE "envelopes" DROP CONSTRAINT "envelopes_organisation_id_fkey";
ALTER TABLE "envelopes" ADD CONSTRAINT "envelopes_organisation_id_fkey"
    FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What a member may do in a mailbox, from when until when, and who gave it. Those of before may do everything they could.
ALTER TABLE "mailbox_members" ADD COLUMN "rights" TEXT[] DEFAULT ARRAY['read', 'send'];
ALTER TABLE "mailbox_members" ADD CONSTRAINT "mailbox_members_rights" CHECK (
    "rights" IS NOT NULL AND "rights" <@ ARRAY['read', 'send', 'manage'] AND cardinality("rights") > 0
);
ALTER TABLE "mailbox_members" ADD COLUMN "from_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE "mailbox_members" ADD COLUMN "until_at" TIMESTAMPTZ(3);
ALTER TABLE "mailbox_members" ADD COLUMN "granted_by" UUID;
ALTER TABLE "mailbox_members" ADD CONSTRAINT "mailbox_members_granted_by_fkey"
    FOREIGN KEY ("granted_by") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;
