-- The title of a letter stands in the database only under a key of the application (lib/sealed-rows/sealed-title.ts). Titles of before are
-- carried over at the next start, by code that has the key (lib/start/seal-titles.ts); "title" is written by nobody any more.
ALTER TABLE "envelopes" ADD COLUMN "sealed_title" BYTEA;
CREATE INDEX "envelopes_title_in_the_clear" ON "envelopes" ("id") WHERE "title" IS NOT NULL;
