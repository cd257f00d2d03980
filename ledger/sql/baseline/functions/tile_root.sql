-- The root of a full tile: RFC 6962 nodes over its 256 hashes, level by level.
CREATE FUNCTION tile_root(hashes bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
BEGIN
    WHILE octet_length(hashes) > 32 LOOP
        SELECT string_agg(sha256('\x01'::bytea || substr(hashes, pair * 64 + 1, 64)), ''::bytea ORDER BY pair)
        INTO hashes
        FROM generate_series(0, octet_length(hashes) / 64 - 1) AS pair;
    END LOOP;
    RETURN hashes;
END
$$;

REVOKE ALL ON FUNCTION tile_root(bytea) FROM PUBLIC;
