-- Those of an author, and all of some agencies; the latest first.
CREATE FUNCTION drafts_of(author text, agencies text[]) RETURNS SETOF drafts
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    SELECT d.* FROM drafts d
    WHERE d.author = drafts_of.author OR d.agency = ANY (agencies)
    ORDER BY d.saved_at DESC, d.draft_id
$$;

REVOKE ALL ON FUNCTION drafts_of(text, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drafts_of(text, text[]) TO jejak_drafts;
