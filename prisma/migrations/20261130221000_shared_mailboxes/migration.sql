-- A shared mailbox that is closed is read on for as long as its letters are kept. Nobody writes from it and nothing new comes (lib/mailbox),
-- and its addresses stay its own.
ALTER TABLE "mailboxes" ADD COLUMN "closed_at" TIMESTAMPTZ(3);
ALTER TABLE "mailboxes" ADD CONSTRAINT "mailboxes_closed" CHECK ("closed_at" IS NULL OR "kind" = 'shared');

-- The page of an organisation's shared mailboxes, by name.
CREATE INDEX "mailboxes_shared" ON "mailboxes" ("organisation_id", "name", "id") WHERE "kind" = 'shared';
