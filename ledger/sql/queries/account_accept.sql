SELECT jejak.account_accept($1, $2, $3)
