-- One row for each copy in a mailbox: what people do with letters. Opened stays evidence (recipients), read is convenience.
-- A change number per mailbox (the states and changes of JMAP, RFC 8621) makes "what is new since" one range read; it is
-- taken with the mailbox's row locked to the commit, so that numbers become visible in order.
ALTER TABLE "mailboxes" ADD COLUMN "change_number" BIGINT NOT NULL DEFAULT 0;

CREATE TABLE "mailbox_items" (
    "id" UUID NOT NULL,
    "mailbox_id" UUID NOT NULL,
    "envelope_id" UUID NOT NULL,
    "recipient_id" UUID,
    "folder" TEXT NOT NULL,
    "conversation_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3),
    "removed_at" TIMESTAMPTZ(3),
    "change_number" BIGINT NOT NULL,

    CONSTRAINT "mailbox_items_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "mailbox_items" ADD CONSTRAINT "mailbox_items_folder" CHECK ("folder" IN ('inbox', 'sent', 'archive', 'trash'));
ALTER TABLE "mailbox_items" ADD CONSTRAINT "mailbox_items_mailbox_id_fkey"
    FOREIGN KEY ("mailbox_id") REFERENCES "mailboxes"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "mailbox_items" ADD CONSTRAINT "mailbox_items_envelope_id_fkey"
    FOREIGN KEY ("envelope_id") REFERENCES "envelopes"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "mailbox_items" ADD CONSTRAINT "mailbox_items_recipient_id_fkey"
    FOREIGN KEY ("recipient_id") REFERENCES "recipients"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A copy once: as recipient, and as sender.
CREATE UNIQUE INDEX "mailbox_items_recipient_id_key" ON "mailbox_items" ("recipient_id");
CREATE UNIQUE INDEX "mailbox_items_as_sender" ON "mailbox_items" ("envelope_id") WHERE "recipient_id" IS NULL;

INSERT INTO "mailbox_items" ("id", "mailbox_id", "envelope_id", "folder", "conversation_id", "at", "read_at", "change_number")
SELECT "id", "mailbox_id", "id", 'sent', "id", "sealed_at", "sealed_at", 1 FROM "envelopes" WHERE "state" = 'sealed';
INSERT INTO "mailbox_items" ("id", "mailbox_id", "envelope_id", "recipient_id", "folder", "conversation_id", "at", "read_at", "change_number")
SELECT r."id", r."mailbox_id", r."envelope_id", r."id", 'inbox', r."envelope_id", e."sealed_at", r."opened_at", 1
FROM "recipients" r JOIN "envelopes" e ON e."id" = r."envelope_id";
UPDATE "mailboxes" SET "change_number" = 1 WHERE "id" IN (SELECT "mailbox_id" FROM "mailbox_items");

-- Lists of a folder, newest first, and what changed since a number.
CREATE INDEX "mailbox_items_listed" ON "mailbox_items" ("mailbox_id", "folder", "at" DESC, "id" DESC) WHERE "removed_at" IS NULL;
CREATE INDEX "mailbox_items_unread" ON "mailbox_items" ("mailbox_id", "folder") WHERE "removed_at" IS NULL AND "read_at" IS NULL;
CREATE INDEX "mailbox_items_mailbox_id_change_number_idx" ON "mailbox_items" ("mailbox_id", "change_number");
