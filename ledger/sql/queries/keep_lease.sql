SELECT jejak.keep_lease($1)
