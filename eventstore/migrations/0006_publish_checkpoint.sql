-- Takes what the signer signed. The signer's own store is what prevents a fork; this only refuses to show one.
SET LOCAL ROLE jejak_owner;

-- Publishing the same checkpoint again changes nothing. Refused: a smaller size than the last one, another root for
-- the same size, and a size beyond the log.
CREATE FUNCTION ledger.publish_checkpoint(p_log smallint, p_size bigint, p_root bytea, p_note text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_last ledger.checkpoint;
BEGIN
    PERFORM pg_advisory_xact_lock(1784310124, p_log);
    SELECT * INTO v_last FROM ledger.checkpoint WHERE log_id = p_log ORDER BY size DESC LIMIT 1;
    IF v_last.size = p_size AND v_last.root = p_root THEN
        RETURN;
    END IF;
    IF v_last.size >= p_size OR NOT EXISTS (
           SELECT FROM ledger.seq_state WHERE log_id = p_log AND next_position >= p_size) THEN
        RAISE EXCEPTION 'a checkpoint of size % does not extend what was published', p_size USING ERRCODE = 'JJK08';
    END IF;
    INSERT INTO ledger.checkpoint (log_id, size, root, note, published_at)
    VALUES (p_log, p_size, p_root, p_note, clock_timestamp());
END $$;

GRANT EXECUTE ON FUNCTION ledger.publish_checkpoint TO jejak_sign;
