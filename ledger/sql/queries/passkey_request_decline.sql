SELECT jejak.passkey_request_decline($1, $2, $3)
