-- Copies are starred, archived and put into the trash by whoever may read their mailbox.
ALTER TABLE "mailbox_items" ADD COLUMN "starred_at" TIMESTAMPTZ(3), ADD COLUMN "trashed_at" TIMESTAMPTZ(3);
ALTER TABLE "mailbox_items" ADD CONSTRAINT "mailbox_items_trashed" CHECK (("folder" = 'trash') = ("trashed_at" IS NOT NULL));
-- What was received is never among what was sent, nor the other way round.
ALTER TABLE "mailbox_items" ADD CONSTRAINT "mailbox_items_home"
  CHECK (CASE "folder" WHEN 'inbox' THEN "recipient_id" IS NOT NULL WHEN 'sent' THEN "recipient_id" IS NULL ELSE true END);
