SELECT jejak.reads_add($1, $2, $3, $4)
