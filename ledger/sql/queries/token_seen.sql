SELECT * FROM jejak.token_seen($1)
