CREATE FUNCTION vault_put(subject text, field text, value text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    INSERT INTO vault (subject, field, value)
    VALUES (vault_put.subject, vault_put.field, vault_put.value)
    ON CONFLICT (subject, field) DO UPDATE SET value = excluded.value
$$;

REVOKE ALL ON FUNCTION vault_put(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault_put(text, text, text) TO jejak_vault;
