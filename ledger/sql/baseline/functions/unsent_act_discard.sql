-- Keep an act no longer that was sent.
CREATE FUNCTION unsent_act_discard(act_id uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    DELETE FROM unsent_acts a WHERE a.act_id = unsent_act_discard.act_id
$$;

REVOKE ALL ON FUNCTION unsent_act_discard(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION unsent_act_discard(uuid) TO jejak_drafts;
