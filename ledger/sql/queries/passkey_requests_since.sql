SELECT key, person, asked_at, possession FROM jejak.passkey_requests_since($1, $2)
