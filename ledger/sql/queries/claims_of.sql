SELECT stream_id, key, person, given_by, given_at FROM jejak.claims_of($1)
