SELECT jejak.account_end($1, $2)
