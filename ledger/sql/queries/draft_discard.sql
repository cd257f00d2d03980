SELECT jejak.draft_discard($1, $2, $3)
