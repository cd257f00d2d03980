-- Whether it was put: nobody else has changed the draft since the version before this one.
CREATE FUNCTION draft_put(
    draft_id uuid,
    version bigint,
    agency text,
    author text,
    saved_by text,
    content text,
    command_id uuid,
    submitted boolean
) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    WITH put AS (
        INSERT INTO drafts AS d (draft_id, version, agency, author, saved_by, content, command_id, submitted)
        SELECT
            draft_put.draft_id, draft_put.version, draft_put.agency, draft_put.author,
            draft_put.saved_by, draft_put.content, draft_put.command_id, draft_put.submitted
        WHERE draft_put.version = 1 OR EXISTS (SELECT FROM drafts e WHERE e.draft_id = draft_put.draft_id)
        ON CONFLICT ON CONSTRAINT drafts_pkey DO UPDATE SET
            version = excluded.version, agency = excluded.agency, author = excluded.author,
            saved_by = excluded.saved_by, saved_at = clock_timestamp(), content = excluded.content,
            command_id = excluded.command_id, submitted = excluded.submitted
        WHERE d.version = excluded.version - 1
        RETURNING 1
    )
    SELECT EXISTS (SELECT FROM put)
$$;

REVOKE ALL ON FUNCTION draft_put(uuid, bigint, text, text, text, text, uuid, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION draft_put(uuid, bigint, text, text, text, text, uuid, boolean) TO jejak_drafts;
