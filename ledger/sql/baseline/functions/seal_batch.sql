-- Gives up to `most` committed events their places in the log, ordered by (recorded_at, stream_id, version), extends
-- the tiles. Answers how many, and the size of the log then. Telling subscribers is the caller's: a notification that
-- can't be queued would take the batch back, and any session can fill the queue.
--
-- Why nothing is skipped and no stream is out of order: places are given to what is committed, never promised before,
-- and only one call at a time gives any; it commits before the next looks. An event is committed after all that
-- precede it in its stream, and recorded no earlier, so a batch holds them too, before it.
CREATE FUNCTION seal_batch(token bigint, most integer) RETURNS TABLE (sealed bigint, tree_size bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
#variable_conflict use_column
DECLARE
    old_size bigint;
    most_now integer := 0;
    tile_level integer := 1;
    width bigint := 256; -- leaves under one hash of that level
BEGIN
    -- A place that a crash could take back must not get into a signed checkpoint.
    IF current_setting('synchronous_commit') = 'off' THEN
        PERFORM set_config('synchronous_commit', 'on', true);
    END IF;
    IF EXISTS (SELECT FROM unsealed) THEN -- an idle sealer writes nothing
        PERFORM hold_lease(token);
        most_now := most;
    END IF;

    SELECT coalesce(max(l.leaf_index) + 1, 0) INTO old_size FROM leaves l;

    WITH batch AS MATERIALIZED (
        SELECT u.stream_id, u.version, e.recorded_at, e.chain
        FROM unsealed u
        -- OFFSET 0: look each event up, however the statistics of a table that fills and empties may mislead.
        CROSS JOIN LATERAL (
            SELECT e.recorded_at, e.chain FROM events e
            WHERE e.stream_id = u.stream_id AND e.version = u.version OFFSET 0
        ) e
        ORDER BY e.recorded_at, u.stream_id, u.version
        LIMIT most_now
    ), taken AS (
        DELETE FROM unsealed u USING batch b WHERE u.stream_id = b.stream_id AND u.version = b.version
    )
    INSERT INTO leaves (leaf_index, stream_id, version, chain)
    SELECT
        old_size - 1 + row_number() OVER (ORDER BY b.recorded_at, b.stream_id, b.version),
        b.stream_id, b.version, b.chain
    FROM batch b;
    GET DIAGNOSTICS sealed = ROW_COUNT;
    tree_size := old_size + sealed;

    IF sealed > 0 THEN
        INSERT INTO tiles AS t (level, index, hashes)
        SELECT
            0, l.leaf_index / 256, string_agg(sha256('\x00'::bytea || l.chain), ''::bytea ORDER BY l.leaf_index)
        FROM leaves l
        WHERE l.leaf_index >= old_size
        GROUP BY l.leaf_index / 256
        ON CONFLICT (level, index) DO UPDATE SET hashes = t.hashes || excluded.hashes;

        WHILE seal_batch.tree_size / width > old_size / width LOOP
            INSERT INTO tiles AS t (level, index, hashes)
            SELECT
                tile_level, full_ones.index / 256,
                string_agg(tile_root(full_ones.hashes), ''::bytea ORDER BY full_ones.index)
            FROM tiles full_ones
            WHERE full_ones.level = tile_level - 1
                AND full_ones.index >= old_size / width AND full_ones.index < seal_batch.tree_size / width
            GROUP BY full_ones.index / 256
            ON CONFLICT (level, index) DO UPDATE SET hashes = t.hashes || excluded.hashes;
            tile_level := tile_level + 1;
            width := width * 256;
        END LOOP;
    END IF;
    RETURN NEXT;
END
$$;

REVOKE ALL ON FUNCTION seal_batch(bigint, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seal_batch(bigint, integer) TO jejak_sealer;
