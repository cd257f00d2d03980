SELECT jejak.take_cursor($1)
