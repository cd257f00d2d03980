CREATE FUNCTION refuse_changes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% are final: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege', HINT = 'Append an event that corrects it.';
END
$$;

REVOKE ALL ON FUNCTION refuse_changes() FROM PUBLIC;

CREATE TRIGGER events_are_final BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_changes();

CREATE TRIGGER leaves_are_final BEFORE UPDATE OR DELETE OR TRUNCATE ON leaves
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_changes();

CREATE TRIGGER interventions_are_final BEFORE UPDATE OR DELETE OR TRUNCATE ON interventions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_changes();

CREATE TRIGGER checkpoints_are_final BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_changes();

CREATE TRIGGER reads_are_final BEFORE UPDATE OR DELETE OR TRUNCATE ON reads
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_changes();
