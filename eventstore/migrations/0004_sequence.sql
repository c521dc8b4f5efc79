-- Gives positions to what has committed. The argument that nothing is lost, doubled or out of order is in
-- eventstore/README.md; in short: what is visible in one snapshot and was not in the one before is numbered next.
SET LOCAL ROLE jejak_owner;

-- One bounded step. `sequenced` events got positions; `pending` says that there is more to do at once.
--
-- It must be the first writer of its transaction: an event of the same transaction could be judged seen before it
-- was written. Its statements each take a fresh snapshot, and the state is read only after the lock is held.
CREATE FUNCTION ledger.sequence(p_log smallint, p_limit integer, OUT sequenced bigint, OUT pending boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off  -- the plan is kept while the table grows: it must use the index on tx from the start
AS $$
DECLARE
    v_state ledger.seq_state;
    v_fresh boolean;
BEGIN
    sequenced := 0;
    pending := false;
    IF current_setting('transaction_isolation') <> 'read committed'
       OR pg_current_xact_id_if_assigned() IS NOT NULL THEN
        RAISE EXCEPTION 'the sequencer needs a READ COMMITTED transaction of its own' USING ERRCODE = 'JJK04';
    END IF;
    PERFORM set_config('synchronous_commit', 'on', true)
      WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply');
    IF NOT pg_try_advisory_xact_lock(1784310123, p_log) THEN
        RETURN;  -- another sequencer is at it; both are harmless, one is enough
    END IF;
    SELECT * INTO v_state FROM ledger.seq_state WHERE log_id = p_log;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no log %', p_log USING ERRCODE = 'JJK02';
    END IF;
    v_fresh := v_state.target IS NULL;
    IF v_fresh THEN
        SELECT pg_current_snapshot(), pg_current_wal_insert_lsn() INTO v_state.target, v_state.target_lsn;
        IF pg_snapshot_xmax(v_state.target) < pg_snapshot_xmax(v_state.snap) THEN
            RAISE EXCEPTION 'transaction numbers went back: anchor the log' USING ERRCODE = 'JJK06';
        END IF;
        IF NOT EXISTS (SELECT FROM ledger.committed_since(p_log, v_state.snap, v_state.target, 0)) THEN
            RETURN;
        END IF;
    END IF;
    IF pg_current_wal_flush_lsn() < v_state.target_lsn THEN
        -- Something in the target may not be on disk yet. Keeping the target makes it so: the commit of this very
        -- statement waits for the flush of all WAL before it. The next step numbers.
        UPDATE ledger.seq_state SET target = v_state.target, target_lsn = v_state.target_lsn
         WHERE log_id = p_log AND v_fresh;
        pending := true;
        RETURN;
    END IF;
    INSERT INTO ledger.leaf (log_id, position, seq, leaf_hash, stream_id, version)
    SELECT p_log, v_state.next_position + row_number() OVER (ORDER BY c.seq) - 1, c.seq, c.leaf_hash, c.stream_id,
           c.version
      FROM (SELECT * FROM ledger.committed_since(p_log, v_state.snap, v_state.target, v_state.progress)
             ORDER BY seq LIMIT p_limit) c;
    GET DIAGNOSTICS sequenced = ROW_COUNT;
    pending := sequenced >= p_limit;
    UPDATE ledger.seq_state
       SET next_position = next_position + sequenced,
           snap       = CASE WHEN pending THEN snap ELSE v_state.target END,
           target     = CASE WHEN pending THEN v_state.target END,
           target_lsn = CASE WHEN pending THEN v_state.target_lsn END,
           progress   = CASE WHEN pending THEN (SELECT max(seq) FROM ledger.leaf
                                                 WHERE log_id = p_log AND position >= v_state.next_position)
                             ELSE 0 END
     WHERE log_id = p_log;
END $$;

-- The events whose transactions are visible in p_until and were not in p_since, with a seq above p_above. Two
-- ranges of the index on tx hold them all: what started after p_since, and what was still running in it.
CREATE FUNCTION ledger.committed_since(p_log smallint, p_since pg_snapshot, p_until pg_snapshot, p_above bigint)
RETURNS TABLE (seq bigint, leaf_hash bytea, stream_id uuid, version bigint) LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT e.seq, e.leaf_hash, e.stream_id, e.version FROM ledger.event e
     WHERE e.log_id = p_log AND e.tx >= pg_snapshot_xmax(p_since) AND e.tx < pg_snapshot_xmax(p_until)
       AND pg_visible_in_snapshot(e.tx, p_until) AND e.seq > p_above
    UNION ALL
    SELECT e.seq, e.leaf_hash, e.stream_id, e.version FROM ledger.event e
     WHERE e.log_id = p_log AND e.tx = ANY (ARRAY(SELECT pg_snapshot_xip(p_since)))
       AND pg_visible_in_snapshot(e.tx, p_until) AND e.seq > p_above;
END;

-- After a restore from a dump transaction numbers start again, and the kept snapshot says nothing any more. With
-- every event numbered, and the log verified against a signed checkpoint, the present snapshot takes its place.
-- For the owner only, while nobody appends.
CREATE FUNCTION ledger.anchor(p_log smallint) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_epoch bigint;
BEGIN
    LOCK TABLE ledger.event, ledger.seq_state IN SHARE ROW EXCLUSIVE MODE;
    IF EXISTS (SELECT FROM ledger.event e WHERE e.log_id = p_log AND NOT EXISTS (
                   SELECT FROM ledger.leaf l WHERE l.log_id = p_log AND l.seq = e.seq)) THEN
        RAISE EXCEPTION 'events without a position: the log cannot be anchored' USING ERRCODE = 'JJK07';
    END IF;
    UPDATE ledger.seq_state
       SET snap = pg_current_snapshot(), target = NULL, target_lsn = NULL, progress = 0, epoch = epoch + 1
     WHERE log_id = p_log
    RETURNING epoch INTO v_epoch;
    RETURN v_epoch;
END $$;

GRANT EXECUTE ON FUNCTION ledger.sequence TO jejak_seq;
