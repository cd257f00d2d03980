-- The newest interventions before a place, the newest first: about a person, or by them; null: all.
CREATE FUNCTION interventions_found(
    concerning text, before_at timestamptz, before_id uuid, most integer
) RETURNS SETOF interventions
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    SELECT i.* FROM interventions i
    WHERE (concerning IS NULL OR i.about = concerning OR i.person = concerning)
      AND (before_at IS NULL OR (i.at, i.intervention_id) < (before_at, before_id))
    ORDER BY i.at DESC, i.intervention_id DESC
    LIMIT most
$$;

REVOKE ALL ON FUNCTION interventions_found(text, timestamptz, uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION interventions_found(text, timestamptz, uuid, integer) TO jejak_console;
