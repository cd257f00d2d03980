-- Whether it was there at that version.
CREATE FUNCTION draft_discard(draft_id uuid, version bigint) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    WITH discarded AS (
        DELETE FROM drafts d WHERE d.draft_id = draft_discard.draft_id AND d.version = draft_discard.version
        RETURNING 1
    )
    SELECT EXISTS (SELECT FROM discarded)
$$;

REVOKE ALL ON FUNCTION draft_discard(uuid, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION draft_discard(uuid, bigint) TO jejak_drafts;
