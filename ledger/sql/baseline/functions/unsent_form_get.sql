CREATE FUNCTION unsent_form_get(person text, form text) RETURNS SETOF unsent_forms
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    SELECT f.* FROM unsent_forms f WHERE f.person = unsent_form_get.person AND f.form = unsent_form_get.form
$$;

REVOKE ALL ON FUNCTION unsent_form_get(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION unsent_form_get(text, text) TO jejak_drafts;
