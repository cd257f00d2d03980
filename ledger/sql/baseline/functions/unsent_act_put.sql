-- Of those that nobody confirmed in time, none is kept.
CREATE FUNCTION unsent_act_put(act_id uuid, author text, expires timestamptz, content text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    DELETE FROM unsent_acts a WHERE a.expires < clock_timestamp();
    INSERT INTO unsent_acts (act_id, author, expires, content)
    VALUES (unsent_act_put.act_id, unsent_act_put.author, unsent_act_put.expires, unsent_act_put.content)
    ON CONFLICT DO NOTHING
$$;

REVOKE ALL ON FUNCTION unsent_act_put(uuid, text, timestamptz, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION unsent_act_put(uuid, text, timestamptz, text) TO jejak_drafts;
