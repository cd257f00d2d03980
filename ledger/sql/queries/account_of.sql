SELECT jejak.account_of($1, $2)
