SELECT 'schema jejak' AS place, 'CREATE SCHEMA jejak;' AS statement
FROM pg_namespace WHERE nspname = 'jejak'
