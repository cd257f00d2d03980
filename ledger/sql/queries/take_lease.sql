-- The token of the lease if this session may seal: it is on the primary, and no other sealer keeps the lease.
SELECT CASE WHEN NOT pg_is_in_recovery() THEN jejak.take_lease() END
