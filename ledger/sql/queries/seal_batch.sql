SELECT sealed, tree_size FROM jejak.seal_batch($1, $2)
