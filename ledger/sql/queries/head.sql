SELECT stream_id, version, head AS chain, correlation_id FROM jejak.streams WHERE stream_id = $1
