-- Whether this session may seal: it is on the primary, and no other session has the lock, which ends with it.
SELECT NOT pg_is_in_recovery() AND pg_try_advisory_lock(x'6a656a616b6c'::bigint) -- "jejakl"
