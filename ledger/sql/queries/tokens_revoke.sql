SELECT jejak.tokens_revoke($1, $2)
