SELECT request, status, version, chain FROM jejak.append($1)
