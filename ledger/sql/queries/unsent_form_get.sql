SELECT form, version, saved_at, typed FROM jejak.unsent_form_get($1, $2)
