SELECT jejak.vault_erase($1)
