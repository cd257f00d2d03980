-- Asked how full it is, PostgreSQL also frees what all listeners have read; a queue that is full it doesn't free otherwise.
SELECT pg_notify($1, $2) FROM pg_notification_queue_usage()
