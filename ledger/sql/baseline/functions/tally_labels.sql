-- Keeps `tallies` as `rows` change, whatever changes them.
CREATE FUNCTION tally_labels() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
DECLARE
    own_slot integer := pg_backend_pid(); -- when all slots are somebody's
    kinds text[];
    labels text[];
    counts bigint[];
    more_kinds text[];
    more_labels text[];
    more_counts bigint[];
BEGIN
    IF TG_OP <> 'DELETE' THEN
        SELECT array_agg(c.kind), array_agg(c.label), array_agg(c.n) INTO kinds, labels, counts
        FROM (
            SELECT r.kind, l.label, count(*) AS n
            FROM added r CROSS JOIN LATERAL unnest(r.labels) AS l (label)
            WHERE l.label ^@ '#'
            GROUP BY r.kind, l.label
        ) c;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        SELECT array_agg(c.kind), array_agg(c.label), array_agg(-c.n) INTO more_kinds, more_labels, more_counts
        FROM (
            SELECT r.kind, l.label, count(*) AS n
            FROM removed r CROSS JOIN LATERAL unnest(r.labels) AS l (label)
            WHERE l.label ^@ '#'
            GROUP BY r.kind, l.label
        ) c;
    END IF;
    IF kinds IS NULL AND more_kinds IS NULL THEN
        RETURN NULL;
    END IF;

    FOR slot IN 0..15 LOOP
        IF pg_try_advisory_xact_lock('tallies'::regclass::oid::integer, slot) THEN
            own_slot := slot;
            EXIT;
        END IF;
    END LOOP;

    INSERT INTO tallies AS t (kind, label, slot, n)
    SELECT c.kind, c.label, own_slot, sum(c.n)
    FROM unnest(kinds || more_kinds, labels || more_labels, counts || more_counts) AS c (kind, label, n)
    GROUP BY c.kind, c.label
    HAVING sum(c.n) <> 0
    ON CONFLICT (kind, label, slot) DO UPDATE SET n = t.n + excluded.n;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION tally_labels() FROM PUBLIC;

CREATE TRIGGER added_rows_are_tallied AFTER INSERT ON rows
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION tally_labels();

CREATE TRIGGER changed_rows_are_tallied AFTER UPDATE ON rows
    REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION tally_labels();

CREATE TRIGGER removed_rows_are_tallied AFTER DELETE ON rows
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION tally_labels();
