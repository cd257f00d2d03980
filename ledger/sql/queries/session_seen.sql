SELECT jejak.session_seen($1, $2, $3)
