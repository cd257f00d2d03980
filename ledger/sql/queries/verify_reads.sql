-- All reads before an instant, in the order in which they are hashed.
SELECT read_id, read_at, person, via, what, subject
FROM jejak.reads
WHERE read_at < $1
ORDER BY read_at, read_id
