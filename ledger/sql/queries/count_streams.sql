SELECT count(*) FROM jejak.streams
