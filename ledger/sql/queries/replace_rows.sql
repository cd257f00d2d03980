SELECT jejak.replace_rows($1, $2, $3)
