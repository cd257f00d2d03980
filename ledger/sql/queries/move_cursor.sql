SELECT jejak.move_cursor($1, $2)
