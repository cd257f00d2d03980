SELECT * FROM jejak.account_requests_since($1)
