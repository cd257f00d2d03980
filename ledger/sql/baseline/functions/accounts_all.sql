-- Every account.
CREATE FUNCTION accounts_all() RETURNS SETOF accounts
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    SELECT a.* FROM accounts a ORDER BY a.person
$$;

REVOKE ALL ON FUNCTION accounts_all() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_all() TO jejak_console;
