-- After a restore from a dump the old events keep transaction numbers that this server has not reached yet. When it
-- reaches them, a snapshot shows them as new, and numbering them again would fail at the unique key, every time. What
-- has a position is left out. (One look at an index for each event that is about to get one.)
SET LOCAL ROLE jejak_owner;

CREATE OR REPLACE FUNCTION ledger.committed_since(p_log smallint, p_since pg_snapshot, p_until pg_snapshot,
                                                  p_above bigint)
RETURNS TABLE (seq bigint, leaf_hash bytea, stream_id uuid, version bigint) LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT e.seq, e.leaf_hash, e.stream_id, e.version FROM ledger.event e
     WHERE e.log_id = p_log AND e.tx >= pg_snapshot_xmax(p_since) AND e.tx < pg_snapshot_xmax(p_until)
       AND pg_visible_in_snapshot(e.tx, p_until) AND e.seq > p_above
       AND NOT EXISTS (SELECT FROM ledger.leaf l WHERE l.log_id = p_log AND l.seq = e.seq)
    UNION ALL
    SELECT e.seq, e.leaf_hash, e.stream_id, e.version FROM ledger.event e
     WHERE e.log_id = p_log AND e.tx = ANY (ARRAY(SELECT pg_snapshot_xip(p_since)))
       AND pg_visible_in_snapshot(e.tx, p_until) AND e.seq > p_above
       AND NOT EXISTS (SELECT FROM ledger.leaf l WHERE l.log_id = p_log AND l.seq = e.seq);
END;
