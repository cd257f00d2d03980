SELECT subject, field, value FROM jejak.vault_get($1)
