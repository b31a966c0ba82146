-- The folded words are kept with the row: folding thousands of rows for each keystroke took most of a second.
-- (Generated columns of a type Prisma does not know; only lib/mailbox/complete-correspondents.ts reads them.)
DROP INDEX "correspondents_words";
DROP INDEX "mailboxes_words";
DROP INDEX "mailbox_addresses_words";

ALTER TABLE "correspondents" ADD COLUMN "words" tsvector
    GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, fold_words(coalesce("display_name", '') || ' ' || "address"))) STORED;
ALTER TABLE "mailboxes" ADD COLUMN "words" tsvector
    GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, fold_words("name"))) STORED;
ALTER TABLE "mailbox_addresses" ADD COLUMN "words" tsvector
    GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, fold_words("address"))) STORED;

CREATE INDEX "correspondents_words" ON "correspondents" USING gin ("words");
CREATE INDEX "mailboxes_words" ON "mailboxes" USING gin ("words");
CREATE INDEX "mailbox_addresses_words" ON "mailbox_addresses" USING gin ("words");
