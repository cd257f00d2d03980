SELECT jejak.unsent_form_discard($1, $2)
