SELECT jejak.tokens_revoke($1, $2, $3)
