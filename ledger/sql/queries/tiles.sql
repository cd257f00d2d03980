SELECT level, index, hashes
FROM jejak.tiles
WHERE (level, index) IN (SELECT * FROM unnest($1::integer[], $2::bigint[]))
