SELECT sink, body FROM jejak.attestations WHERE tree_size = $1 ORDER BY sink
