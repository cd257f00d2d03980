-- Who somebody at an identity provider is here; null: nobody.
CREATE FUNCTION account_of(issuer text, subject text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    SELECT a.person FROM accounts a WHERE a.issuer = account_of.issuer AND a.subject = account_of.subject
$$;

REVOKE ALL ON FUNCTION account_of(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION account_of(text, text) TO jejak_console;
