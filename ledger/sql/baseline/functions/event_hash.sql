-- SHA-256 over everything an event says; ledger/log/chain.py computes the same. Times are exact: since PostgreSQL 14
-- extract() gives a numeric.
CREATE FUNCTION event_hash(
    stream_id text, version bigint, event_id uuid, type text, schema_version integer,
    occurred_at timestamptz, recorded_at timestamptz, metadata bytea, data bytea
) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    SELECT sha256(
        '\x6a656a616b2f6576656e742f763100'::bytea -- "jejak/event/v1\0"
        || int4send(octet_length(convert_to(stream_id, 'UTF8'))) || convert_to(stream_id, 'UTF8')
        || int8send(version)
        || uuid_send(event_id)
        || int4send(octet_length(convert_to(type, 'UTF8'))) || convert_to(type, 'UTF8')
        || int4send(schema_version)
        || int8send((extract(epoch FROM occurred_at) * 1000000)::bigint)
        || int8send((extract(epoch FROM recorded_at) * 1000000)::bigint)
        || int4send(octet_length(metadata)) || metadata
        || int4send(octet_length(data)) || data
    )
$$;

REVOKE ALL ON FUNCTION event_hash(text, bigint, uuid, text, integer, timestamptz, timestamptz, bytea, bytea)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION event_hash(text, bigint, uuid, text, integer, timestamptz, timestamptz, bytea, bytea)
    TO jejak_auditor;
