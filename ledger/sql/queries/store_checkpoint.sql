SELECT jejak.store_checkpoint($1, $2, $3)
