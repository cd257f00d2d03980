-- Workers need names and contacts to address notices.
CREATE FUNCTION vault_get(subjects text[]) RETURNS TABLE (subject text, field text, value text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    SELECT v.subject, v.field, v.value FROM vault v WHERE v.subject = ANY (subjects)
$$;

REVOKE ALL ON FUNCTION vault_get(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault_get(text[]) TO jejak_vault, jejak_worker;
