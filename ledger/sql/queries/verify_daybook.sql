-- All rows of a daybook before an instant, in the order in which they are hashed.
SELECT row_id, at, texts
FROM jejak.daybooks
WHERE daybook = $1 AND at < $2
ORDER BY at, row_id
