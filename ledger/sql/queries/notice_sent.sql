SELECT jejak.notice_sent($1)
