SELECT (SELECT count(*) FROM jejak.leaves) + (SELECT count(*) FROM jejak.unsealed)
