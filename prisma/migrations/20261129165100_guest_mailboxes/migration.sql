-- A guest has a mailbox like everybody else: kind guest, no organisation, named by its address. So every recipient lies in
-- a mailbox, and what a guest will write has a place to stand.

-- Kinds that will grow are text under a check.
ALTER TABLE "mailboxes" ALTER COLUMN "kind" TYPE TEXT;
DROP TYPE "mailbox_kind";
ALTER TABLE "mailboxes" ADD CONSTRAINT "mailboxes_kind" CHECK ("kind" IN ('personal', 'shared', 'applicative', 'guest'));
ALTER TABLE "mailboxes" ALTER COLUMN "organisation_id" DROP NOT NULL;
ALTER TABLE "mailboxes" ADD CONSTRAINT "mailboxes_organisation_of_members" CHECK (("organisation_id" IS NULL) = ("kind" = 'guest'));
-- One guest mailbox an address: two seals at once make one.
CREATE UNIQUE INDEX "mailboxes_of_guests" ON "mailboxes" ("name") WHERE "kind" = 'guest';

-- Recipients of before whose address has a mailbox by now, then those who need one.
ALTER TABLE "recipients" DISABLE TRIGGER USER;
UPDATE "recipients" r SET "mailbox_id" = a."mailbox_id" FROM "mailbox_addresses" a
WHERE r."mailbox_id" IS NULL AND a."address" = r."address";
INSERT INTO "mailboxes" ("id", "kind", "name", "created_at")
SELECT gen_random_uuid(), 'guest', a."address", now() FROM (
    SELECT "address" FROM "recipients" WHERE "mailbox_id" IS NULL
    UNION SELECT g."address" FROM "guests" g WHERE NOT EXISTS (SELECT FROM "mailbox_addresses" m WHERE m."address" = g."address")
) AS a;
INSERT INTO "mailbox_addresses" ("address", "mailbox_id") SELECT "name", "id" FROM "mailboxes" WHERE "kind" = 'guest';
UPDATE "recipients" r SET "mailbox_id" = a."mailbox_id" FROM "mailbox_addresses" a
WHERE r."mailbox_id" IS NULL AND a."address" = r."address";
ALTER TABLE "recipients" ENABLE TRIGGER USER;

ALTER TABLE "recipients" DROP CONSTRAINT "recipients_mailbox_id_fkey";
ALTER TABLE "recipients" ALTER COLUMN "mailbox_id" SET NOT NULL;
ALTER TABLE "recipients" ADD CONSTRAINT "recipients_mailbox_id_fkey"
    FOREIGN KEY ("mailbox_id") REFERENCES "mailboxes"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
DROP INDEX "recipients_address_id_idx";
