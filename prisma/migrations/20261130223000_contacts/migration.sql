-- The address book of a mailbox: whom its people have entered or imported. Whom it wrote to stands in correspondents, for completion alone.
CREATE TABLE "contacts" (
    "id" UUID NOT NULL,
    "mailbox_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "addresses" TEXT[],
    "organisation" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "phone" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "contacts_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "contacts_addresses" CHECK ("addresses" IS NOT NULL AND cardinality("addresses") BETWEEN 1 AND 5)
);
-- What names a contact names its mailbox too.
CREATE UNIQUE INDEX "contacts_id_mailbox_id_key" ON "contacts" ("id", "mailbox_id");
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_mailbox_id_fkey"
    FOREIGN KEY ("mailbox_id") REFERENCES "mailboxes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- An address stands once in a book. Kept by a trigger, so that it cannot say anything else than the contacts do.
CREATE TABLE "contact_addresses" (
    "mailbox_id" UUID NOT NULL,
    "address" TEXT NOT NULL,
    "contact_id" UUID NOT NULL,

    CONSTRAINT "contact_addresses_pkey" PRIMARY KEY ("mailbox_id", "address")
);
CREATE INDEX "contact_addresses_contact_id_idx" ON "contact_addresses" ("contact_id");
ALTER TABLE "contact_addresses" ADD CONSTRAINT "contact_addresses_contact_id_mailbox_id_fkey"
    FOREIGN KEY ("contact_id", "mailbox_id") REFERENCES "contacts"("id", "mailbox_id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE FUNCTION "note_contact_addresses"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM public."contact_addresses" WHERE "contact_id" = NEW."id";
    END IF;
    INSERT INTO public."contact_addresses" ("mailbox_id", "address", "contact_id")
        SELECT NEW."mailbox_id", unnest(NEW."addresses"), NEW."id";
    RETURN NULL;
END $$;
CREATE TRIGGER "note_contact_addresses" AFTER INSERT OR UPDATE OF "addresses", "mailbox_id" ON "contacts"
    FOR EACH ROW EXECUTE FUNCTION "note_contact_addresses"();

-- Words to look for, with the mailbox among them (no typed word begins with @): a name that is frequent elsewhere costs nothing here.
CREATE FUNCTION "contact_words"(UUID, TEXT, TEXT[], TEXT, TEXT) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT array_to_tsvector(ARRAY['@' || $1::text])
        || to_tsvector('simple'::regconfig, public.fold_words($2 || ' ' || array_to_string($3, ' ') || ' ' || $4 || ' ' || $5))
$$;
-- (Generated columns; the words are of a type Prisma does not know.)
ALTER TABLE "contacts" ADD COLUMN "words" tsvector
    GENERATED ALWAYS AS (contact_words("mailbox_id", "name", "addresses", "organisation", "role")) STORED;
ALTER TABLE "contacts" ADD COLUMN "sort_key" TEXT COLLATE "C"
    GENERATED ALWAYS AS (left(fold_words(CASE WHEN "name" = '' THEN "addresses"[1] ELSE "name" END), 100)) STORED;
CREATE INDEX "contacts_words" ON "contacts" USING gin ("words");
CREATE INDEX "contacts_in_order" ON "contacts" ("mailbox_id", "sort_key", "id");
