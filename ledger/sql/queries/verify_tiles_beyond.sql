-- Tiles that a log of $1 leaves doesn't have.
SELECT level, index FROM jejak.tiles
WHERE index::numeric * 256 >= div($1::numeric, power(256::numeric, level))
ORDER BY level, index
