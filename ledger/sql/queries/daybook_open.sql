-- How many rows of a daybook there are from an instant on (NULL: at all), and when the first of them was.
SELECT count(*), min(at) FROM jejak.daybooks WHERE daybook = $1 AND ($2::timestamptz IS NULL OR at >= $2)
