-- Whether it was there at that version. What somebody else than its author does is recorded.
CREATE FUNCTION draft_discard(draft_id uuid, version bigint, by_person text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    WITH discarded AS (
        DELETE FROM drafts d WHERE d.draft_id = draft_discard.draft_id AND d.version = draft_discard.version
        RETURNING d.draft_id, d.author
    ), logged AS (
        INSERT INTO interventions (person, what, about, subject)
        SELECT draft_discard.by_person, 'draft_discarded', discarded.author, discarded.draft_id::text FROM discarded
        WHERE discarded.author <> draft_discard.by_person
    )
    SELECT EXISTS (SELECT FROM discarded)
$$;

REVOKE ALL ON FUNCTION draft_discard(uuid, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION draft_discard(uuid, bigint, text) TO jejak_drafts;
