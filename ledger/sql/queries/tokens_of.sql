SELECT * FROM jejak.tokens_of($1)
