SELECT leaf_index, chain FROM jejak.leaves ORDER BY leaf_index
