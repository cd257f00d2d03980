SELECT jejak.unsent_act_decline($1, $2, $3, $4)
