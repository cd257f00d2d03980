SELECT draft_id, version, agency, author, saved_by, saved_at, content, command_id, submitted FROM jejak.draft_get($1)
