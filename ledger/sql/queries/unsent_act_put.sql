SELECT jejak.unsent_act_put($1, $2, $3, $4, $5)
