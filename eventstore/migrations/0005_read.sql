-- What may be read by whom. The application reads streams through functions, one at a time; the projector reads
-- the tables in the order of positions, and of the sealed parts only those that are not encrypted.
SET LOCAL ROLE jejak_owner;

-- Suite 0 (second byte) is open text; an empty record was erased. security_barrier: a condition of the reader is
-- never tried on a row that is not shown.
CREATE VIEW ledger.open_part WITH (security_barrier) AS
SELECT log_id, stream_id, version, part, record
  FROM ledger.sealed
 WHERE CASE octet_length(record) WHEN 0 THEN true ELSE get_byte(record, 1) = 0 END;
GRANT SELECT ON ledger.open_part TO jejak_proj;

CREATE FUNCTION ledger.find_log(p_origin text) RETURNS smallint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN (SELECT log_id FROM ledger.log WHERE origin = p_origin);

-- The next position: the number of events that have one.
CREATE FUNCTION ledger.size(p_log smallint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN (SELECT next_position FROM ledger.seq_state WHERE log_id = p_log);

CREATE FUNCTION ledger.position_of(p_log smallint, p_seq bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN (SELECT position FROM ledger.leaf WHERE log_id = p_log AND seq = p_seq);

CREATE FUNCTION ledger.read_stream(p_log smallint, p_stream uuid, p_after bigint)
RETURNS TABLE ("position" bigint, version bigint, recorded_at timestamptz, entry bytea, facts bytea,
               leaf_hash bytea, parts smallint[], records bytea[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT l.position, e.version, e.recorded_at, e.entry, e.facts, e.leaf_hash, o.parts, o.records
      FROM ledger.event e
      LEFT JOIN ledger.leaf l ON l.log_id = e.log_id AND l.seq = e.seq
      LEFT JOIN LATERAL (SELECT array_agg(p.part ORDER BY p.part) AS parts,
                                array_agg(p.record ORDER BY p.part) AS records
                           FROM ledger.open_part p
                          WHERE p.log_id = e.log_id AND p.stream_id = e.stream_id AND p.version = e.version) o ON true
     WHERE e.log_id = p_log AND e.stream_id = p_stream AND e.version > p_after
     ORDER BY e.version;
END;

CREATE FUNCTION ledger.read_sealed(p_log smallint, p_stream uuid, p_version bigint)
RETURNS TABLE (part smallint, record bytea, subject_ref uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT s.part, s.record, s.subject_ref FROM ledger.sealed s
     WHERE s.log_id = p_log AND s.stream_id = p_stream AND s.version = p_version
     ORDER BY s.part;
END;

CREATE FUNCTION ledger.answer_of(p_log smallint, p_scope text, p_key uuid)
RETURNS TABLE (command_print bytea, stream_id uuid, version bigint, event_id uuid, seq bigint, leaf_hash bytea,
               type text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT w.command_print, w.stream_id, w.version, w.event_id, w.seq, w.leaf_hash,
           convert_from(w.entry, 'UTF8')::json ->> 'type'
      FROM ledger.log g, ledger.written_by(g.log_id, g.origin, p_scope, p_key) w
     WHERE g.log_id = p_log;
END;

CREATE FUNCTION ledger.latest_checkpoint(p_log smallint)
RETURNS TABLE (size bigint, root bytea, note text, published_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT c.size, c.root, c.note, c.published_at FROM ledger.checkpoint c
     WHERE c.log_id = p_log ORDER BY c.size DESC LIMIT 1;
END;

GRANT EXECUTE ON FUNCTION ledger.find_log, ledger.size, ledger.position_of, ledger.read_stream, ledger.read_sealed,
    ledger.answer_of, ledger.latest_checkpoint TO jejak_app;
GRANT EXECUTE ON FUNCTION ledger.find_log, ledger.size TO jejak_seq, jejak_sign, jejak_proj, jejak_audit;
