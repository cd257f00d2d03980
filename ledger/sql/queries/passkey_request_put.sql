SELECT jejak.passkey_request_put($1, $2, $3, $4, $5)
