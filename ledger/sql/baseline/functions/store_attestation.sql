CREATE FUNCTION store_attestation(tree_size bigint, kind text, body bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    INSERT INTO attestations (tree_size, kind, body)
    VALUES (store_attestation.tree_size, store_attestation.kind, store_attestation.body)
    ON CONFLICT DO NOTHING
$$;

REVOKE ALL ON FUNCTION store_attestation(bigint, text, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION store_attestation(bigint, text, bytea) TO jejak_sealer;
