SELECT tree_size, note FROM jejak.checkpoints ORDER BY tree_size
