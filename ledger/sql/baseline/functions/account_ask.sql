-- Ask for an account; who asks again only tells what they are called now. What nobody answered in time goes.
CREATE FUNCTION account_ask(request_id uuid, issuer text, subject text, name text, email text, lasts interval) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    DELETE FROM account_requests r WHERE r.asked_at < clock_timestamp() - account_ask.lasts;
    INSERT INTO account_requests (request_id, issuer, subject, name, email)
    VALUES (account_ask.request_id, account_ask.issuer, account_ask.subject, account_ask.name, account_ask.email)
    ON CONFLICT (issuer, subject) DO UPDATE SET name = excluded.name, email = excluded.email
$$;

REVOKE ALL ON FUNCTION account_ask(uuid, text, text, text, text, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION account_ask(uuid, text, text, text, text, interval) TO jejak_console;
