SELECT jejak.account_decline($1, $2)
