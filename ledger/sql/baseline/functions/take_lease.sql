-- Takes the lease if nobody keeps it: its token, or NULL while somebody does. An instant in the future, as a server's
-- clock that was ahead leaves it, counts as not kept.
CREATE FUNCTION take_lease() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    INSERT INTO lease AS l (token, kept_at) VALUES (1, clock_timestamp())
    ON CONFLICT (one) DO UPDATE SET token = l.token + 1, kept_at = excluded.kept_at
    WHERE clock_timestamp() NOT BETWEEN l.kept_at AND l.kept_at + interval '5 seconds'
    RETURNING token
$$;

REVOKE ALL ON FUNCTION take_lease() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_lease() TO jejak_sealer;
