SELECT act_id, author, expires, kept_at, content FROM jejak.unsent_acts_waiting($1, $2, $3)
