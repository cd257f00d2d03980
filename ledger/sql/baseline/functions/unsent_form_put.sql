-- Whether it was put: nobody has changed, sent or removed the form since the version before this one; null: it is new,
-- and the person has `most` already. Those that nobody touched for a year go.
CREATE FUNCTION unsent_form_put(person text, form text, version bigint, typed text, most integer) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    DELETE FROM unsent_forms f WHERE f.saved_at < clock_timestamp() - interval '1 year';
    WITH put AS (
        INSERT INTO unsent_forms AS f (person, form, version, typed)
        SELECT unsent_form_put.person, unsent_form_put.form, unsent_form_put.version, unsent_form_put.typed
        WHERE EXISTS (
            SELECT FROM unsent_forms e WHERE e.person = unsent_form_put.person AND e.form = unsent_form_put.form
        ) OR (
            unsent_form_put.version = 1
            AND (SELECT count(*) FROM unsent_forms o WHERE o.person = unsent_form_put.person) < most
        )
        ON CONFLICT ON CONSTRAINT unsent_forms_pkey DO UPDATE SET
            version = excluded.version, saved_at = clock_timestamp(), typed = excluded.typed
        WHERE f.version = excluded.version - 1
        RETURNING 1
    )
    SELECT CASE WHEN EXISTS (SELECT FROM put) THEN true WHEN unsent_form_put.version > 1 OR EXISTS (
        SELECT FROM unsent_forms e WHERE e.person = unsent_form_put.person AND e.form = unsent_form_put.form
    ) THEN false END
$$;

REVOKE ALL ON FUNCTION unsent_form_put(text, text, bigint, text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION unsent_form_put(text, text, bigint, text, integer) TO jejak_drafts;
