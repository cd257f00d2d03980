SELECT jejak.vault_put($1, $2, $3, $4)
