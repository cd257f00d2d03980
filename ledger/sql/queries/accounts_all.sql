SELECT * FROM jejak.accounts_all()
