-- What is sealed stays sealed also against SQL that finds the gaps of the first triggers: a part or segment moved out to a
-- draft (only the new place was looked at), a deletion, a temporary table named like ours (found before ours unless the
-- search path says otherwise).

CREATE OR REPLACE FUNCTION "refuse_change_of_sealed_part"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE sealed boolean;
BEGIN
    IF TG_TABLE_NAME = 'parts' THEN
        SELECT bool_or(e."state" = 'sealed') INTO sealed FROM public."envelopes" e
        WHERE e."id" IN (NEW."envelope_id", OLD."envelope_id");
    ELSE
        SELECT bool_or(e."state" = 'sealed') INTO sealed
        FROM public."parts" p JOIN public."envelopes" e ON e."id" = p."envelope_id"
        WHERE p."id" IN (NEW."part_id", OLD."part_id");
    END IF;
    IF sealed THEN
        RAISE EXCEPTION 'the envelope of this % row is sealed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE FUNCTION "refuse_deletion_of_sealed"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'envelope % is sealed: deletion refused', OLD."id" USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "envelopes_sealed_undeletable" BEFORE DELETE ON "envelopes"
    FOR EACH ROW WHEN (OLD."state" = 'sealed') EXECUTE FUNCTION "refuse_deletion_of_sealed"();
