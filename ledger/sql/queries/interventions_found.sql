SELECT * FROM jejak.interventions_found($1, $2, $3, $4)
