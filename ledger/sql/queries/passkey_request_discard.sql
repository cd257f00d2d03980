SELECT jejak.passkey_request_discard($1)
