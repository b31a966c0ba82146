-- Completion over names and addresses by the beginning of any word, without accents or case.

-- Lower case without combining marks, everything but letters and digits a space. Immutable, so that it can be indexed.
CREATE FUNCTION "fold_words"(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(
        regexp_replace(
            replace(replace(lower(normalize($1, NFKD)), U&'\0153', 'oe'), U&'\00e6', 'ae'),
            '[\u0300-\u036f]', '', 'g'),
        '[^[:alnum:]]+', ' ', 'g')
$$;

CREATE INDEX "correspondents_words" ON "correspondents"
    USING gin (to_tsvector('simple'::regconfig, fold_words(coalesce("display_name", '') || ' ' || "address")));
CREATE INDEX "mailboxes_words" ON "mailboxes" USING gin (to_tsvector('simple'::regconfig, fold_words("name")));
CREATE INDEX "mailbox_addresses_words" ON "mailbox_addresses" USING gin (to_tsvector('simple'::regconfig, fold_words("address")));
