-- Throw away an act that waits, unsent, which is recorded: what it was, and of what. Whether it was there, and isn't under
-- way.
CREATE FUNCTION unsent_act_decline(act_id uuid, by_person text, subject text, reason text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    WITH gone AS (
        DELETE FROM unsent_acts a
        WHERE a.act_id = unsent_act_decline.act_id
          AND (a.under_way_until IS NULL OR a.under_way_until < clock_timestamp())
        RETURNING a.author
    ), logged AS (
        INSERT INTO interventions (person, what, about, subject, reason)
        SELECT
            unsent_act_decline.by_person,
            CASE WHEN gone.author = unsent_act_decline.by_person THEN 'act_withdrawn' ELSE 'act_declined' END,
            gone.author, unsent_act_decline.subject, unsent_act_decline.reason
        FROM gone
    )
    SELECT EXISTS (SELECT FROM gone)
$$;

REVOKE ALL ON FUNCTION unsent_act_decline(uuid, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION unsent_act_decline(uuid, text, text, text) TO jejak_drafts;
