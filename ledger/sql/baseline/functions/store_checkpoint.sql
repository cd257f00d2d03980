-- Keeps a signed checkpoint; of two for the same size the first stays.
CREATE FUNCTION store_checkpoint(tree_size bigint, note text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
BEGIN
    INSERT INTO checkpoints (tree_size, note)
    VALUES (store_checkpoint.tree_size, store_checkpoint.note)
    ON CONFLICT DO NOTHING;
    PERFORM pg_notify('jejak_checkpoint', store_checkpoint.tree_size::text);
END
$$;

REVOKE ALL ON FUNCTION store_checkpoint(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION store_checkpoint(bigint, text) TO jejak_sealer;
