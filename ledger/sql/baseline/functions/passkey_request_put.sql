-- Whether it was put: nobody has more than `most` that wait. What nobody answered in time goes.
CREATE FUNCTION passkey_request_put(key text, person text, possession text, lasts interval, most integer) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    DELETE FROM passkey_requests r WHERE r.asked_at < clock_timestamp() - passkey_request_put.lasts;
    WITH put AS (
        INSERT INTO passkey_requests (key, person, possession)
        SELECT passkey_request_put.key, passkey_request_put.person, passkey_request_put.possession
        WHERE (SELECT count(*) FROM passkey_requests r WHERE r.person = passkey_request_put.person) < most
        ON CONFLICT DO NOTHING
        RETURNING 1
    )
    SELECT EXISTS (SELECT FROM put)
$$;

REVOKE ALL ON FUNCTION passkey_request_put(text, text, text, interval, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION passkey_request_put(text, text, text, interval, integer) TO jejak_drafts;
