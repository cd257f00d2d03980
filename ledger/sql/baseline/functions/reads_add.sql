-- Write down what somebody is about to be shown, one row for each kind and subject.
CREATE FUNCTION reads_add(person text, via text, whats text[], subjects text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    INSERT INTO reads (person, via, what, subject)
    SELECT reads_add.person, reads_add.via, each.what, each.subject
    FROM unnest(reads_add.whats, reads_add.subjects) AS each (what, subject)
$$;

REVOKE ALL ON FUNCTION reads_add(text, text, text[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reads_add(text, text, text[], text[]) TO jejak_reads;
