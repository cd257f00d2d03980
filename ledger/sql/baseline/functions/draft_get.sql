CREATE FUNCTION draft_get(draft_id uuid) RETURNS SETOF drafts
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    SELECT d.* FROM drafts d WHERE d.draft_id = draft_get.draft_id
$$;

REVOKE ALL ON FUNCTION draft_get(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION draft_get(uuid) TO jejak_drafts;
