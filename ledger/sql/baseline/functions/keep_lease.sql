-- Keeps the lease from being taken for another while; false when it was taken before.
CREATE FUNCTION keep_lease(token bigint) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    WITH kept AS (UPDATE lease l SET kept_at = clock_timestamp() WHERE l.token = keep_lease.token RETURNING 1)
    SELECT EXISTS (SELECT FROM kept)
$$;

REVOKE ALL ON FUNCTION keep_lease(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keep_lease(bigint) TO jejak_sealer;
