SELECT jejak.claim_end($1, $2, $3)
