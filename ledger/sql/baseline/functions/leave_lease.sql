-- Gives the lease back, so that the next sealer need not wait until it runs out.
CREATE FUNCTION leave_lease(token bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    UPDATE lease l SET kept_at = '-infinity' WHERE l.token = leave_lease.token
$$;

REVOKE ALL ON FUNCTION leave_lease(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION leave_lease(bigint) TO jejak_sealer;
