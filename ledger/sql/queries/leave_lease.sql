SELECT jejak.leave_lease($1)
