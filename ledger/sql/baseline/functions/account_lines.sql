-- What was done with accounts, the latest first.
CREATE FUNCTION account_lines(most integer) RETURNS SETOF account_log
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    SELECT l.* FROM account_log l ORDER BY l.line DESC LIMIT account_lines.most
$$;

REVOKE ALL ON FUNCTION account_lines(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION account_lines(integer) TO jejak_console;
