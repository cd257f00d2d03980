SELECT jejak.close_reads($1)
