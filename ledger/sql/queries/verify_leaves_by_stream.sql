SELECT stream_id, version, leaf_index, chain FROM jejak.leaves WHERE leaf_index < $1 ORDER BY stream_id, version
