SELECT stream_id FROM jejak.leaves WHERE leaf_index = 0
