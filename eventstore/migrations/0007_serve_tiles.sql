-- What the public face of the log reads: tiles, entry bundles, checkpoints of a moment, and the place of a receipt.
-- Who may ask for which of them is decided where requests arrive (api/log_routes.py).
SET LOCAL ROLE jejak_owner;

-- Leaf hashes of consecutive positions, one after the other; shorter where the log ends.
CREATE FUNCTION ledger.leaf_hashes(p_log smallint, p_start bigint, p_count integer) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN (SELECT coalesce(string_agg(l.leaf_hash, ''::bytea ORDER BY l.position), ''::bytea)
          FROM ledger.leaf l
         WHERE l.log_id = p_log AND l.position >= p_start AND l.position < p_start + p_count);

-- Entries of consecutive positions, in order; null stands for one that is missing.
CREATE FUNCTION ledger.entries(p_log smallint, p_start bigint, p_count integer) RETURNS SETOF bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT e.entry
      FROM ledger.leaf l
      LEFT JOIN ledger.event e ON e.log_id = l.log_id AND e.stream_id = l.stream_id AND e.version = l.version
     WHERE l.log_id = p_log AND l.position >= p_start AND l.position < p_start + p_count
     ORDER BY l.position;
END;

-- The newest checkpoint that was published at that time or before.
CREATE FUNCTION ledger.checkpoint_at(p_log smallint, p_time timestamptz)
RETURNS TABLE (size bigint, root bytea, note text, published_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT c.size, c.root, c.note, c.published_at FROM ledger.checkpoint c
     WHERE c.log_id = p_log AND c.published_at <= p_time ORDER BY c.size DESC LIMIT 1;
END;

-- The first checkpoint whose tree holds this position.
CREATE FUNCTION ledger.checkpoint_over(p_log smallint, p_position bigint)
RETURNS TABLE (size bigint, root bytea, note text, published_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT c.size, c.root, c.note, c.published_at FROM ledger.checkpoint c
     WHERE c.log_id = p_log AND c.size > p_position ORDER BY c.size LIMIT 1;
END;

-- The position of an event, for whoever holds its receipt: event id and leaf hash together. Null for anybody else.
CREATE FUNCTION ledger.position_of_receipt(p_log smallint, p_event uuid, p_leaf_hash bytea) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN (SELECT l.position
          FROM ledger.event e
          JOIN ledger.leaf l ON l.log_id = e.log_id AND l.seq = e.seq
         WHERE e.log_id = p_log AND e.event_id = p_event AND e.leaf_hash = p_leaf_hash);

GRANT EXECUTE ON FUNCTION ledger.leaf_hashes, ledger.entries, ledger.checkpoint_at, ledger.checkpoint_over,
    ledger.position_of_receipt TO jejak_app, jejak_audit;
