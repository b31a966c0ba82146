-- What a copy in a mailbox is found by: blind terms of its title and people, made by the worker (lib/search/index-letters.ts). Null: still to be made.
CREATE TABLE "item_search_terms" (
    "item_id" UUID NOT NULL,
    "mailbox_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "terms" BIGINT[],

    CONSTRAINT "item_search_terms_pkey" PRIMARY KEY ("item_id")
);
ALTER TABLE "item_search_terms" ADD CONSTRAINT "item_search_terms_item_id_fkey"
    FOREIGN KEY ("item_id") REFERENCES "mailbox_items"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Frequent words are found among the latest of a mailbox, rare ones by their own index, those still to be made by the third.
CREATE INDEX "item_search_terms_latest" ON "item_search_terms" ("mailbox_id", "at" DESC, "item_id" DESC);
CREATE INDEX "item_search_terms_terms" ON "item_search_terms" USING GIN ("terms");
CREATE INDEX "item_search_terms_waiting" ON "item_search_terms" ("mailbox_id") WHERE "terms" IS NULL;
CREATE INDEX "mailbox_items_starred" ON "mailbox_items" ("mailbox_id", "at" DESC) WHERE "removed_at" IS NULL AND "starred_at" IS NOT NULL;

INSERT INTO "item_search_terms" ("item_id", "mailbox_id", "at") SELECT "id", "mailbox_id", "at" FROM "mailbox_items" WHERE "removed_at" IS NULL;

-- A copy is searched from its filing on. In another mailbox its terms are others; removed, it has none.
CREATE FUNCTION "search_filed_item"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW."removed_at" IS NOT NULL THEN
        DELETE FROM public."item_search_terms" WHERE "item_id" = NEW."id";
    ELSE
        INSERT INTO public."item_search_terms" ("item_id", "mailbox_id", "at") VALUES (NEW."id", NEW."mailbox_id", NEW."at")
            ON CONFLICT ("item_id") DO UPDATE SET "mailbox_id" = EXCLUDED."mailbox_id", "terms" = NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "search_new_item" AFTER INSERT ON "mailbox_items" FOR EACH ROW EXECUTE FUNCTION "search_filed_item"();
CREATE TRIGGER "search_moved_item" AFTER UPDATE OF "mailbox_id", "removed_at" ON "mailbox_items" FOR EACH ROW
    WHEN (OLD."mailbox_id" <> NEW."mailbox_id" OR (OLD."removed_at" IS NULL) <> (NEW."removed_at" IS NULL))
    EXECUTE FUNCTION "search_filed_item"();

-- What ends a title ends what it is found by, in the same transaction; so does its coming.
CREATE FUNCTION "search_without_title"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE public."item_search_terms" SET "terms" = NULL
    WHERE "terms" IS NOT NULL AND ("item_id" = NEW."id" OR "item_id" IN (
        SELECT i."id" FROM public."recipients" r JOIN public."mailbox_items" i ON i."recipient_id" = r."id" WHERE r."envelope_id" = NEW."id"));
    RETURN NULL;
END $$;
CREATE TRIGGER "search_changed_title" AFTER UPDATE OF "sealed_title" ON "envelopes" FOR EACH ROW
    WHEN (OLD."sealed_title" IS DISTINCT FROM NEW."sealed_title" AND OLD."state" = 'sealed')
    EXECUTE FUNCTION "search_without_title"();

-- A recipient who came after the seal (an address corrected) is one whom the sender's copy is found by.
CREATE FUNCTION "search_new_recipients"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE public."item_search_terms" SET "terms" = NULL
    WHERE "terms" IS NOT NULL AND "item_id" IN (SELECT "envelope_id" FROM added);
    RETURN NULL;
END $$;
CREATE TRIGGER "search_new_recipients" AFTER INSERT ON "recipients" REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION "search_new_recipients"();
