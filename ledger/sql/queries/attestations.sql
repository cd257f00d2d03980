SELECT kind, body FROM jejak.attestations WHERE tree_size = $1 ORDER BY kind
