SELECT jejak.replace_rows($1, $2, $3::text::jsonb)
