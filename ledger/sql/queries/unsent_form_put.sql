SELECT jejak.unsent_form_put($1, $2, $3, $4, $5)
