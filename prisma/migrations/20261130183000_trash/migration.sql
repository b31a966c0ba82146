-- A copy leaves its mailbox for ever: by whoever reads the mailbox, or when it has lain in the trash for long. Only what lies there can.
ALTER TABLE "mailbox_items" ADD CONSTRAINT "mailbox_items_removed" CHECK ("removed_at" IS NULL OR "folder" = 'trash');

-- What has lain in a trash for longest, and which copies of a letter were removed.
CREATE INDEX "mailbox_items_overdue" ON "mailbox_items" ("trashed_at") WHERE "folder" = 'trash' AND "removed_at" IS NULL;
CREATE INDEX "mailbox_items_removed_of" ON "mailbox_items" ("envelope_id") WHERE "removed_at" IS NOT NULL;

-- Content whose last copies were removed ends before the letter's date.
ALTER TABLE "envelope_keys" DROP CONSTRAINT "envelope_keys_destroyed_why";
ALTER TABLE "envelope_keys" ADD CONSTRAINT "envelope_keys_destroyed_why" CHECK (
    "destroyed_why" IN ('expired', 'withdrawn', 'taken-back', 'retention', 'removed')
);

-- A letter of which copies were removed is looked at from then on, also when its date is changed.
CREATE OR REPLACE FUNCTION "note_end_of_letter"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE public."envelope_keys"
    SET "judge_at" = LEAST(NEW."access_until", NEW."taken_back_at", (
            SELECT min(i."removed_at") FROM public."mailbox_items" i WHERE i."envelope_id" = NEW."id" AND i."removed_at" IS NOT NULL)),
        "notice_of" = CASE WHEN NEW."taken_back_at" IS NULL THEN NEW."access_until" END
    WHERE "envelope_id" = NEW."id" AND "holder" = 'vault' AND "packet" IS NOT NULL;
    RETURN NULL;
END $$;
