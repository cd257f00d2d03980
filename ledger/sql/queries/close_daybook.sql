SELECT jejak.close_daybook($1, $2)
