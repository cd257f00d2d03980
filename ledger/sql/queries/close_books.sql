SELECT version, chain FROM jejak.close_books($1, $2, $3, $4, $5)
