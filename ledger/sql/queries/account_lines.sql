SELECT * FROM jejak.account_lines($1)
