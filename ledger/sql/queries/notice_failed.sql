SELECT jejak.notice_failed($1, $2, $3)
