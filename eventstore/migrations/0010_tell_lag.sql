-- How far the parts that follow the log are behind it: sizes and moments, for whoever watches over the system. An
-- event that has no position yet, or no signature, is not lost; an old one says that a part has stopped.
SET LOCAL ROLE jejak_owner;

-- unsequenced_since: when the oldest event that has committed and has no position was recorded, null if there is none.
-- unsigned_since: the same for positions that no published checkpoint covers.
CREATE FUNCTION ledger.lag(
    p_log smallint,
    OUT size bigint, OUT unsequenced_since timestamptz, OUT signed bigint, OUT unsigned_since timestamptz
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_state ledger.seq_state;
BEGIN
    SELECT * INTO v_state FROM ledger.seq_state WHERE log_id = p_log;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no log %', p_log USING ERRCODE = 'JJK02';
    END IF;
    size := v_state.next_position;
    -- As ledger.committed_since, in the order of the index: the first one found is old enough, and the query stays
    -- quick however many there are.
    unsequenced_since := least(
        (SELECT e.recorded_at FROM ledger.event e
          WHERE e.log_id = p_log AND e.tx >= pg_snapshot_xmax(v_state.snap) AND e.seq > v_state.progress
          ORDER BY e.tx LIMIT 1),
        (SELECT min(e.recorded_at) FROM ledger.event e
          WHERE e.log_id = p_log AND e.tx = ANY (ARRAY(SELECT pg_snapshot_xip(v_state.snap)))
            AND e.seq > v_state.progress)
    );
    signed := coalesce((SELECT max(c.size) FROM ledger.checkpoint c WHERE c.log_id = p_log), 0);
    unsigned_since := (SELECT at.recorded_at FROM ledger.recorded_at(p_log, ARRAY[signed]) at);
END $$;

-- When the events at these positions were recorded; a position that the log has not reached is left out.
CREATE FUNCTION ledger.recorded_at(p_log smallint, p_positions bigint[])
RETURNS TABLE ("position" bigint, recorded_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT l.position, e.recorded_at
      FROM ledger.leaf l
      JOIN ledger.event e ON e.log_id = l.log_id AND e.stream_id = l.stream_id AND e.version = l.version
     WHERE l.log_id = p_log AND l.position = ANY (p_positions);
END;

-- The newest entry of each of these streams that has one.
CREATE FUNCTION ledger.newest(p_log smallint, p_streams uuid[]) RETURNS TABLE (stream uuid, entry bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT s.stream, e.entry
      FROM unnest(p_streams) AS s (stream)
     CROSS JOIN LATERAL (SELECT e.entry FROM ledger.event e WHERE e.log_id = p_log AND e.stream_id = s.stream
                          ORDER BY e.version DESC LIMIT 1) AS e;
END;

REVOKE ALL ON FUNCTION ledger.lag, ledger.recorded_at, ledger.newest FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.lag, ledger.recorded_at, ledger.newest TO jejak_app, jejak_proj;
