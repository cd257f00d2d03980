SELECT jejak.claim_put($1, $2, $3, $4, $5)
