SELECT jejak.session_begin($1, $2, $3, $4, $5)
