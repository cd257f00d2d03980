-- What is attested of checkpoints, with the note that it should be of; NULL where there is no such checkpoint.
SELECT a.tree_size, a.kind, a.body, c.note
FROM jejak.attestations a
LEFT JOIN jejak.checkpoints c USING (tree_size)
ORDER BY a.tree_size, a.kind
