-- Those that can still be confirmed, the earliest first; the one of an id, or somebody's own, where that is given.
CREATE FUNCTION unsent_acts_waiting(act_id uuid, author text, most integer) RETURNS SETOF unsent_acts
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    SELECT a.* FROM unsent_acts a
    WHERE a.expires > clock_timestamp()
        AND (unsent_acts_waiting.act_id IS NULL OR a.act_id = unsent_acts_waiting.act_id)
        AND (unsent_acts_waiting.author IS NULL OR a.author = unsent_acts_waiting.author)
    ORDER BY a.kept_at, a.act_id
    LIMIT most
$$;

REVOKE ALL ON FUNCTION unsent_acts_waiting(uuid, text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION unsent_acts_waiting(uuid, text, integer) TO jejak_drafts;
