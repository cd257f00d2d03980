-- Whether it is kept, or was: nobody has more than `most` that wait. Of those that nobody confirmed in time, none is
-- kept.
CREATE FUNCTION unsent_act_put(act_id uuid, author text, expires timestamptz, content text, most integer) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    DELETE FROM unsent_acts a WHERE a.expires < clock_timestamp();
    WITH put AS (
        INSERT INTO unsent_acts (act_id, author, expires, content)
        SELECT unsent_act_put.act_id, unsent_act_put.author, unsent_act_put.expires, unsent_act_put.content
        WHERE (SELECT count(*) FROM unsent_acts o WHERE o.author = unsent_act_put.author) < most
        ON CONFLICT DO NOTHING
        RETURNING 1
    )
    SELECT EXISTS (SELECT FROM put) OR EXISTS (SELECT FROM unsent_acts a WHERE a.act_id = unsent_act_put.act_id)
$$;

REVOKE ALL ON FUNCTION unsent_act_put(uuid, text, timestamptz, text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION unsent_act_put(uuid, text, timestamptz, text, integer) TO jejak_drafts;
