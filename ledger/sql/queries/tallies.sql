-- How many rows bear each counted label that begins as one of $2 says, of the kind beside it in $1.
SELECT t.label, sum(t.n)::bigint AS n
FROM unnest($1::text[], $2::text[]) AS w (kind, beginning)
JOIN jejak.tallies t ON t.kind = w.kind AND t.label >= w.beginning AND t.label < w.beginning || U&'\+10FFFF'
GROUP BY t.label
HAVING sum(t.n) <> 0
ORDER BY t.label
