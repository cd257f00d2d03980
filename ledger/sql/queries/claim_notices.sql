SELECT notice_id, stream_id, version, body::text AS body, attempts FROM jejak.claim_notices($1)
