-- Keeps a signed checkpoint; of two for the same size the first stays.
CREATE FUNCTION store_checkpoint(token bigint, tree_size bigint, note text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
BEGIN
    PERFORM hold_lease(token);
    INSERT INTO checkpoints (tree_size, note)
    VALUES (store_checkpoint.tree_size, store_checkpoint.note)
    ON CONFLICT DO NOTHING;
END
$$;

REVOKE ALL ON FUNCTION store_checkpoint(bigint, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION store_checkpoint(bigint, bigint, text) TO jejak_sealer;
