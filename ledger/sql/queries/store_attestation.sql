SELECT jejak.store_attestation($1, $2, $3)
