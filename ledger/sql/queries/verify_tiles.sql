SELECT index, hashes FROM jejak.tiles WHERE level = $1 ORDER BY index
