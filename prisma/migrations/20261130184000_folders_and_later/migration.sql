-- Folders of a mailbox, in a tree; their names stand here only under a key of the application (lib/sealed-rows/sealed-name.ts). That a name is
-- unique among its siblings, how deep and how many they are is judged by lib/filing with the mailbox's row locked.
CREATE TABLE "mailbox_folders" (
    "id" UUID NOT NULL,
    "mailbox_id" UUID NOT NULL,
    "parent_id" UUID,
    "sealed_name" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mailbox_folders_pkey" PRIMARY KEY ("id")
);
-- What names a folder names its mailbox too: neither a parent nor a letter is ever of another one.
CREATE UNIQUE INDEX "mailbox_folders_id_mailbox_id_key" ON "mailbox_folders" ("id", "mailbox_id");
CREATE INDEX "mailbox_folders_mailbox_id_idx" ON "mailbox_folders" ("mailbox_id");
ALTER TABLE "mailbox_folders" ADD CONSTRAINT "mailbox_folders_mailbox_id_fkey"
    FOREIGN KEY ("mailbox_id") REFERENCES "mailboxes"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "mailbox_folders" ADD CONSTRAINT "mailbox_folders_parent_id_mailbox_id_fkey"
    FOREIGN KEY ("parent_id", "mailbox_id") REFERENCES "mailbox_folders"("id", "mailbox_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A copy lies in one of them (`own`), or is put away until a moment (`later`).
ALTER TABLE "mailbox_items" ADD COLUMN "folder_id" UUID, ADD COLUMN "later_until" TIMESTAMPTZ(3);
ALTER TABLE "mailbox_items" DROP CONSTRAINT "mailbox_items_folder";
ALTER TABLE "mailbox_items" ADD CONSTRAINT "mailbox_items_folder"
  CHECK ("folder" IN ('inbox', 'sent', 'archive', 'trash', 'later', 'own'));
ALTER TABLE "mailbox_items" ADD CONSTRAINT "mailbox_items_own" CHECK (("folder" = 'own') = ("folder_id" IS NOT NULL));
ALTER TABLE "mailbox_items" ADD CONSTRAINT "mailbox_items_later" CHECK (("folder" = 'later') = ("later_until" IS NOT NULL));
-- What is put away comes back to the inbox.
ALTER TABLE "mailbox_items" DROP CONSTRAINT "mailbox_items_home";
ALTER TABLE "mailbox_items" ADD CONSTRAINT "mailbox_items_home"
  CHECK (CASE "folder" WHEN 'inbox' THEN "recipient_id" IS NOT NULL WHEN 'later' THEN "recipient_id" IS NOT NULL
    WHEN 'sent' THEN "recipient_id" IS NULL ELSE true END);
ALTER TABLE "mailbox_items" ADD CONSTRAINT "mailbox_items_folder_id_mailbox_id_fkey"
    FOREIGN KEY ("folder_id", "mailbox_id") REFERENCES "mailbox_folders"("id", "mailbox_id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- Lists of a folder, newest first; what is unread in it; what comes back when.
CREATE INDEX "mailbox_items_in_folder" ON "mailbox_items" ("folder_id", "at" DESC, "id" DESC) WHERE "folder_id" IS NOT NULL;
CREATE INDEX "mailbox_items_unread_in_folder" ON "mailbox_items" ("folder_id")
    WHERE "removed_at" IS NULL AND "read_at" IS NULL AND "folder_id" IS NOT NULL;
CREATE INDEX "mailbox_items_coming_back" ON "mailbox_items" ("later_until") WHERE "later_until" IS NOT NULL;
