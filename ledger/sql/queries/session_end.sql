SELECT jejak.session_end($1, $2)
