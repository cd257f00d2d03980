SELECT jejak.once_keep($1, $2, $3)
