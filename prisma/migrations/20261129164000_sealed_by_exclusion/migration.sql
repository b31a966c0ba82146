-- Rows of a sealed envelope are protected by exclusion: a trigger compares the whole row but for the columns that are named as
-- changeable, so a column that a later migration adds is protected until somebody says otherwise.
--
-- A later migration says what may change in one statement a table (it replaces the list before):
--     CALL protect_sealed_rows('recipients', changeable => '{notification_state, …}', settable => '{opened_at}');
-- `changeable` may take any value at any time, `settable` only a first one (from NULL). Such a migration that itself rewrites
-- protected columns of old rows does so between ALTER TABLE … DISABLE TRIGGER and ENABLE TRIGGER.

-- TG_ARGV: the columns that may change, and those that may be set once.
CREATE FUNCTION "refuse_change_but"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_settable text[] := TG_ARGV[1]::text[];
    v_old jsonb := to_jsonb(OLD) - TG_ARGV[0]::text[];
    v_new jsonb := to_jsonb(NEW) - TG_ARGV[0]::text[];
BEGIN
    -- what is set stays in the comparison, what is not set yet leaves it
    SELECT v_old - coalesce(array_agg(name), '{}'), v_new - coalesce(array_agg(name), '{}') INTO v_old, v_new
    FROM unnest(v_settable) AS name WHERE v_old -> name = 'null'::jsonb;
    IF v_old IS DISTINCT FROM v_new THEN
        RAISE EXCEPTION 'a sealed row of % may not change: %', TG_TABLE_NAME,
            (SELECT string_agg(key, ', ') FROM jsonb_each(v_new) WHERE value IS DISTINCT FROM v_old -> key)
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION "refuse_deletion"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'a sealed row of % may not be deleted', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

-- `sealed_when`: a condition over OLD that says which rows are sealed; all of them where it is empty. Only the owner of the table can.
CREATE PROCEDURE "protect_sealed_rows"("p_table" regclass, "changeable" text[] DEFAULT '{}', "settable" text[] DEFAULT '{}', "sealed_when" text DEFAULT 'true')
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_unknown text;
BEGIN
    SELECT string_agg(name, ', ') INTO v_unknown FROM unnest(changeable || settable) AS name
    WHERE NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = p_table AND a.attname = name AND NOT a.attisdropped);
    IF v_unknown IS NOT NULL THEN RAISE EXCEPTION '% has no column %', p_table, v_unknown; END IF;
    EXECUTE format('DROP TRIGGER IF EXISTS "sealed_unchangeable" ON %s', p_table);
    EXECUTE format('DROP TRIGGER IF EXISTS "sealed_undeletable" ON %s', p_table);
    EXECUTE format('CREATE TRIGGER "sealed_unchangeable" BEFORE UPDATE ON %s FOR EACH ROW WHEN (%s) EXECUTE FUNCTION refuse_change_but(%L, %L)',
        p_table, sealed_when, changeable, settable);
    EXECUTE format('CREATE TRIGGER "sealed_undeletable" BEFORE DELETE ON %s FOR EACH ROW WHEN (%s) EXECUTE FUNCTION refuse_deletion()',
        p_table, sealed_when);
END $$;

DROP TRIGGER IF EXISTS "envelopes_sealed_immutable" ON "envelopes";
DROP TRIGGER IF EXISTS "envelopes_sealed_undeletable" ON "envelopes";
DROP FUNCTION "refuse_change_of_sealed"();
DROP FUNCTION "refuse_deletion_of_sealed"();
CALL "protect_sealed_rows"('envelopes', changeable => '{updated_at}', settable => '{timestamp_response, timestamped_at}',
    sealed_when => 'OLD."state" = ''sealed''');

-- A recipient's row is written by the transaction that seals. What happens to it afterwards is an entry each.
CALL "protect_sealed_rows"('recipients', settable => '{opened_at}',
    changeable => '{mailbox_id, locale, notification_state, notification_id, notification_tries, notified_at, notification_failure, reported_at, blocked_at}');
CALL "protect_sealed_rows"('part_downloads');

-- A letter moves into another mailbox only with its address: into the one that has it.
CREATE FUNCTION "refuse_foreign_mailbox"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public."mailbox_addresses" a WHERE a."mailbox_id" = NEW."mailbox_id" AND a."address" = NEW."address") THEN
        RAISE EXCEPTION 'recipient %: the mailbox does not have its address', NEW."id" USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "recipients_mailbox_by_address" BEFORE UPDATE OF "mailbox_id" ON "recipients"
    FOR EACH ROW WHEN (OLD."mailbox_id" IS DISTINCT FROM NEW."mailbox_id") EXECUTE FUNCTION "refuse_foreign_mailbox"();
