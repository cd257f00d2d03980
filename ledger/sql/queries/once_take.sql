SELECT jejak.once_take($1)
