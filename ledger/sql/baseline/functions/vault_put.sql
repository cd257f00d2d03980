-- Keep a field of somebody's; that somebody else changes it is recorded, and not what it says.
CREATE FUNCTION vault_put(subject text, field text, value text, by_person text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    INSERT INTO interventions (person, what, about, subject)
    SELECT vault_put.by_person, 'contact_put', vault_put.subject, vault_put.field
    WHERE vault_put.by_person <> vault_put.subject;
    INSERT INTO vault (subject, field, value)
    VALUES (vault_put.subject, vault_put.field, vault_put.value)
    ON CONFLICT (subject, field) DO UPDATE SET value = excluded.value
$$;

REVOKE ALL ON FUNCTION vault_put(text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault_put(text, text, text, text) TO jejak_vault;
