-- Keep a passkey no longer that was enrolled.
CREATE FUNCTION passkey_request_discard(key text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    DELETE FROM passkey_requests r WHERE r.key = passkey_request_discard.key
$$;

REVOKE ALL ON FUNCTION passkey_request_discard(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION passkey_request_discard(text) TO jejak_drafts;
