-- How many reads there are from an instant on (NULL: at all), and when the first of them was.
SELECT count(*), min(read_at) FROM jejak.reads WHERE $1::timestamptz IS NULL OR read_at >= $1
