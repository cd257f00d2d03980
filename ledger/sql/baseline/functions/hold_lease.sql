-- Begins a sealing step: until its transaction ends, the lease stays this token's, and no other step begins. Fails when
-- somebody else has taken it. One that has run out and that nobody took is still good.
CREATE FUNCTION hold_lease(token bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
BEGIN
    PERFORM FROM lease l WHERE l.token = hold_lease.token FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the lease % is over: another sealer has it, or none', token
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
END
$$;

REVOKE ALL ON FUNCTION hold_lease(bigint) FROM PUBLIC;
