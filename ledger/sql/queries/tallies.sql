-- How many rows bear each counted label that begins as one of $2 says, of the kind beside it in $1. LATERAL, so that each
-- beginning is a range of the index, however many there are.
SELECT t.label, sum(t.n)::bigint AS n
FROM unnest($1::text[], $2::text[]) AS w (kind, beginning)
CROSS JOIN LATERAL (
    SELECT label, n FROM jejak.tallies
    WHERE kind = w.kind AND label >= w.beginning AND label < w.beginning || U&'\+10FFFF'
    OFFSET 0
) t
GROUP BY t.label
HAVING sum(t.n) <> 0
ORDER BY t.label
