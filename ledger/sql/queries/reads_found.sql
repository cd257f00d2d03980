-- The newest $7 reads before a place ($5, $6): by a person ($1), about a stream ($2), from $3 on and before $4, of
-- the kinds $8; NULL narrows nothing.
SELECT read_id, read_at, person, via, what, subject
FROM jejak.reads
WHERE ($1::text IS NULL OR person = $1)
    AND ($2::text IS NULL OR subject = $2)
    AND ($3::timestamptz IS NULL OR read_at >= $3)
    AND ($4::timestamptz IS NULL OR read_at < $4)
    AND ($5::timestamptz IS NULL OR (read_at, read_id) < ($5, $6::uuid))
    AND ($8::text[] IS NULL OR what = ANY ($8))
ORDER BY read_at DESC, read_id DESC
LIMIT $7
