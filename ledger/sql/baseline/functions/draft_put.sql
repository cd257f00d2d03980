-- Whether it was put: nobody else has changed the draft since the version before this one; null: it is new, and its
-- author has `most` already that aren't handed in.
CREATE FUNCTION draft_put(
    draft_id uuid,
    version bigint,
    agency text,
    author text,
    saved_by text,
    content text,
    command_id uuid,
    submitted boolean,
    most integer
) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    WITH put AS (
        INSERT INTO drafts AS d (draft_id, version, agency, author, saved_by, content, command_id, submitted)
        SELECT
            draft_put.draft_id, draft_put.version, draft_put.agency, draft_put.author,
            draft_put.saved_by, draft_put.content, draft_put.command_id, draft_put.submitted
        WHERE EXISTS (SELECT FROM drafts e WHERE e.draft_id = draft_put.draft_id) OR (
            draft_put.version = 1
            AND (SELECT count(*) FROM drafts o WHERE o.author = draft_put.author AND NOT o.submitted) < most
        )
        ON CONFLICT ON CONSTRAINT drafts_pkey DO UPDATE SET
            version = excluded.version, agency = excluded.agency, author = excluded.author,
            saved_by = excluded.saved_by, saved_at = clock_timestamp(), content = excluded.content,
            command_id = excluded.command_id, submitted = excluded.submitted
        WHERE d.version = excluded.version - 1
        RETURNING 1
    )
    SELECT CASE
        WHEN EXISTS (SELECT FROM put) THEN true
        WHEN draft_put.version > 1 OR EXISTS (SELECT FROM drafts e WHERE e.draft_id = draft_put.draft_id) THEN false
    END
$$;

REVOKE ALL ON FUNCTION draft_put(uuid, bigint, text, text, text, text, uuid, boolean, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION draft_put(uuid, bigint, text, text, text, text, uuid, boolean, integer) TO jejak_drafts;
