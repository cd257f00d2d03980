CREATE FUNCTION unsent_form_discard(person text, form text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    DELETE FROM unsent_forms f WHERE f.person = unsent_form_discard.person AND f.form = unsent_form_discard.form
$$;

REVOKE ALL ON FUNCTION unsent_form_discard(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION unsent_form_discard(text, text) TO jejak_drafts;
