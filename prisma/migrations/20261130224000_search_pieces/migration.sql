-- Words of bodies and names of files: one small piece a copy, made and read by browsers alone (docs/decisions/0036).
CREATE TABLE "search_index_keys" (
    "mailbox_id" UUID NOT NULL,
    "generation" INTEGER NOT NULL,
    "public_key" BYTEA NOT NULL,
    "packet" BYTEA NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "search_index_keys_pkey" PRIMARY KEY ("mailbox_id", "generation"),
    CONSTRAINT "search_index_keys_public_key" CHECK (length("public_key") = 65)
);
ALTER TABLE "search_index_keys" ADD CONSTRAINT "search_index_keys_mailbox_id_fkey"
    FOREIGN KEY ("mailbox_id") REFERENCES "mailboxes"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- One that new pieces are made for, a mailbox.
CREATE UNIQUE INDEX "search_index_keys_current" ON "search_index_keys" ("mailbox_id") WHERE "retired_at" IS NULL;
CREATE INDEX "search_index_keys_retired" ON "search_index_keys" ("mailbox_id", "generation") WHERE "retired_at" IS NOT NULL;

ALTER TABLE "mailboxes" ADD COLUMN "piece_number" BIGINT NOT NULL DEFAULT 0;

CREATE TABLE "item_search_pieces" (
    "item_id" UUID NOT NULL,
    "mailbox_id" UUID NOT NULL,
    "generation" INTEGER NOT NULL,
    "number" BIGINT NOT NULL,
    "wrap" BYTEA NOT NULL,
    "content" BYTEA NOT NULL,

    CONSTRAINT "item_search_pieces_pkey" PRIMARY KEY ("item_id"),
    CONSTRAINT "item_search_pieces_wrap" CHECK (length("wrap") = 105),
    CONSTRAINT "item_search_pieces_content" CHECK (length("content") BETWEEN 29 AND 65536)
);
ALTER TABLE "item_search_pieces" ALTER COLUMN "content" SET STORAGE EXTERNAL; -- ciphertext: nothing to be compressed
ALTER TABLE "item_search_pieces" ADD CONSTRAINT "item_search_pieces_item_id_fkey"
    FOREIGN KEY ("item_id") REFERENCES "mailbox_items"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "item_search_pieces" ADD CONSTRAINT "item_search_pieces_mailbox_id_generation_fkey"
    FOREIGN KEY ("mailbox_id", "generation") REFERENCES "search_index_keys"("mailbox_id", "generation") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE UNIQUE INDEX "item_search_pieces_mailbox_id_number_key" ON "item_search_pieces" ("mailbox_id", "number");
CREATE INDEX "item_search_pieces_mailbox_id_generation_idx" ON "item_search_pieces" ("mailbox_id", "generation");

-- A copy that its mailbox removed, or that lies in another, has no piece; what opens it there makes another.
CREATE FUNCTION "search_piece_of_item"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM public."item_search_pieces" WHERE "item_id" = NEW."id";
    RETURN NULL;
END $$;
CREATE TRIGGER "search_piece_of_item" AFTER UPDATE OF "mailbox_id", "removed_at" ON "mailbox_items" FOR EACH ROW
    WHEN (OLD."mailbox_id" <> NEW."mailbox_id" OR NEW."removed_at" IS NOT NULL)
    EXECUTE FUNCTION "search_piece_of_item"();

-- What takes a recipient's access away takes her piece in that very transaction.
CREATE FUNCTION "search_piece_of_recipient"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM public."item_search_pieces" p USING public."mailbox_items" i
    WHERE i."recipient_id" = NEW."id" AND p."item_id" = i."id";
    RETURN NULL;
END $$;
CREATE TRIGGER "search_piece_of_recipient" AFTER UPDATE OF "withdrawn_at", "blocked_at" ON "recipients" FOR EACH ROW
    WHEN ((NEW."withdrawn_at" IS NOT NULL AND OLD."withdrawn_at" IS NULL) OR (NEW."blocked_at" IS NOT NULL AND OLD."blocked_at" IS NULL))
    EXECUTE FUNCTION "search_piece_of_recipient"();

-- What destroys a letter's last key destroys its pieces.
CREATE FUNCTION "search_piece_of_key"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM public."item_search_pieces" WHERE "item_id" = NEW."envelope_id" OR "item_id" IN (
        SELECT i."id" FROM public."recipients" r JOIN public."mailbox_items" i ON i."recipient_id" = r."id" WHERE r."envelope_id" = NEW."envelope_id");
    RETURN NULL;
END $$;
CREATE TRIGGER "search_piece_of_key" AFTER UPDATE OF "packet" ON "envelope_keys" FOR EACH ROW
    WHEN (OLD."packet" IS NOT NULL AND NEW."packet" IS NULL)
    EXECUTE FUNCTION "search_piece_of_key"();

-- A right to read that ends retires the mailbox's key: what is written from then on is wrapped to another, and the worker wraps again what is there.
CREATE FUNCTION "search_key_of_member"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE public."search_index_keys" SET "retired_at" = now() WHERE "mailbox_id" = OLD."mailbox_id" AND "retired_at" IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER "search_key_of_former_member" AFTER DELETE ON "mailbox_members" FOR EACH ROW EXECUTE FUNCTION "search_key_of_member"();
CREATE TRIGGER "search_key_of_lesser_member" AFTER UPDATE OF "rights", "user_id", "mailbox_id" ON "mailbox_members" FOR EACH ROW
    WHEN (OLD."user_id" <> NEW."user_id" OR OLD."mailbox_id" <> NEW."mailbox_id" OR ('read' = ANY (OLD."rights") AND NOT 'read' = ANY (NEW."rights")))
    EXECUTE FUNCTION "search_key_of_member"();
-- Rights that end by themselves are looked for by the worker.
CREATE INDEX "mailbox_members_ending" ON "mailbox_members" ("until_at") WHERE "until_at" IS NOT NULL;

-- So does an account that is closed.
CREATE FUNCTION "search_key_of_closed_account"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE public."search_index_keys" SET "retired_at" = now() WHERE "retired_at" IS NULL
        AND "mailbox_id" IN (SELECT m."mailbox_id" FROM public."mailbox_members" m WHERE m."user_id" = NEW."id");
    RETURN NULL;
END $$;
CREATE TRIGGER "search_key_of_closed_account" AFTER UPDATE OF "closed_at" ON "users" FOR EACH ROW
    WHEN (OLD."closed_at" IS NULL AND NEW."closed_at" IS NOT NULL)
    EXECUTE FUNCTION "search_key_of_closed_account"();
