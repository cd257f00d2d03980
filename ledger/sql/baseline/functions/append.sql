-- The only way in for the application. What the ledger says about itself (ledger/…) is its own functions' to say.
CREATE FUNCTION append(requests append_request[])
RETURNS TABLE (request integer, status text, version bigint, chain bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM unnest(requests) AS r WHERE starts_with(r.stream_id, 'ledger/')) THEN
        RAISE EXCEPTION 'a stream of the ledger itself takes no append' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY SELECT a.* FROM append_to_any(requests) AS a;
END
$$;

REVOKE ALL ON FUNCTION append(append_request[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append(append_request[]) TO jejak_worker;
