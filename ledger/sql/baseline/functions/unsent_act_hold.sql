-- From now on an act that waits may be under way for so long. Whether it is there.
CREATE FUNCTION unsent_act_hold(act_id uuid, lasts interval) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    WITH held AS (
        UPDATE unsent_acts a SET under_way_until = clock_timestamp() + lasts WHERE a.act_id = unsent_act_hold.act_id
        RETURNING 1
    )
    SELECT EXISTS (SELECT FROM held)
$$;

REVOKE ALL ON FUNCTION unsent_act_hold(uuid, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION unsent_act_hold(uuid, interval) TO jejak_drafts;
