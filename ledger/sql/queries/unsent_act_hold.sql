SELECT jejak.unsent_act_hold($1, $2)
