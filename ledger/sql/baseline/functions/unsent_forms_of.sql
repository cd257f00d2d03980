-- Those of a person, the latest first.
CREATE FUNCTION unsent_forms_of(person text, most integer) RETURNS SETOF unsent_forms
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    SELECT f.* FROM unsent_forms f WHERE f.person = unsent_forms_of.person
    ORDER BY f.saved_at DESC, f.form
    LIMIT most
$$;

REVOKE ALL ON FUNCTION unsent_forms_of(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION unsent_forms_of(text, integer) TO jejak_drafts;
