CREATE FUNCTION vault_erase(subject text) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    WITH erased AS (DELETE FROM vault v WHERE v.subject = vault_erase.subject RETURNING 1)
    SELECT count(*) FROM erased
$$;

REVOKE ALL ON FUNCTION vault_erase(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault_erase(text) TO jejak_vault;
