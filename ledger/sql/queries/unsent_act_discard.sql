SELECT jejak.unsent_act_discard($1)
