SELECT form, version, saved_at, typed FROM jejak.unsent_forms_of($1, $2)
