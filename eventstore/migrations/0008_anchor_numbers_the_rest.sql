-- A dump of a log that is being written to holds events that have no position yet, and they could never get one: the
-- sequencer refuses before the log is anchored, and anchoring refused as long as there were any. So anchoring numbers
-- them. With the table locked nobody is writing, all of them have committed, and their order by seq is the order they
-- would have got: of two, the one acknowledged before the other was sent drew its number first, and so did the earlier
-- version of a stream. Whatever has a position came before, since the snapshot that gave it shows every event that was
-- acknowledged by then.
SET LOCAL ROLE jejak_owner;

CREATE OR REPLACE FUNCTION ledger.anchor(p_log smallint) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_size  bigint;
    v_added bigint;
    v_epoch bigint;
BEGIN
    LOCK TABLE ledger.event, ledger.seq_state IN SHARE ROW EXCLUSIVE MODE;
    SELECT next_position INTO v_size FROM ledger.seq_state WHERE log_id = p_log;
    IF v_size IS NULL THEN
        RAISE EXCEPTION 'there is no log %', p_log USING ERRCODE = 'JJK02';
    END IF;
    INSERT INTO ledger.leaf (log_id, position, seq, leaf_hash, stream_id, version)
    SELECT p_log, v_size + row_number() OVER (ORDER BY e.seq) - 1, e.seq, e.leaf_hash, e.stream_id, e.version
      FROM ledger.event e
     WHERE e.log_id = p_log AND NOT EXISTS (
               SELECT FROM ledger.leaf l WHERE l.log_id = p_log AND l.seq = e.seq);
    GET DIAGNOSTICS v_added = ROW_COUNT;
    UPDATE ledger.seq_state
       SET snap = pg_current_snapshot(), target = NULL, target_lsn = NULL, progress = 0,
           next_position = next_position + v_added, epoch = epoch + 1
     WHERE log_id = p_log
    RETURNING epoch INTO v_epoch;
    RETURN v_epoch;
END $$;
