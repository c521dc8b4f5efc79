-- What the verification reads, as jejak_audit: every byte that is kept.

-- name: log
SELECT g.origin, s.next_position, (SELECT count(*) FROM ledger.leaf l WHERE l.log_id = g.log_id) AS leaves
  FROM ledger.log g LEFT JOIN ledger.seq_state s USING (log_id)
 WHERE g.log_id = $1;

-- name: sequenced
SELECT l.position, l.seq AS leaf_seq, l.leaf_hash AS leaf, l.stream_id, l.version,
       e.seq, e.event_id, e.command_print, e.entry, e.leaf_hash, e.facts, e.salt,
       to_char(e.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS recorded,
       o.parts, o.records, p.leaf_hash AS previous_hash, q.position AS previous_position
  FROM ledger.leaf l
  LEFT JOIN ledger.event e ON e.log_id = l.log_id AND e.stream_id = l.stream_id AND e.version = l.version
  LEFT JOIN ledger.event p ON p.log_id = l.log_id AND p.stream_id = l.stream_id AND p.version = l.version - 1
  LEFT JOIN ledger.leaf q ON q.log_id = p.log_id AND q.seq = p.seq
  LEFT JOIN LATERAL (SELECT array_agg(s.part ORDER BY s.part) AS parts, array_agg(s.record ORDER BY s.part) AS records
                       FROM ledger.sealed s
                      WHERE s.log_id = l.log_id AND s.stream_id = l.stream_id AND s.version = l.version) o ON true
 WHERE l.log_id = $1
 ORDER BY l.position;

-- name: unsequenced
SELECT pg_visible_in_snapshot(e.tx, z.snap) AS passed_over, e.stream_id, e.version,
       e.seq, e.event_id, e.command_print, e.entry, e.leaf_hash, e.facts, e.salt,
       to_char(e.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS recorded,
       o.parts, o.records, p.leaf_hash AS previous_hash
  FROM ledger.event e
  LEFT JOIN ledger.leaf l ON l.log_id = e.log_id AND l.seq = e.seq AND l.stream_id = e.stream_id
                         AND l.version = e.version
  LEFT JOIN ledger.seq_state z ON z.log_id = e.log_id
  LEFT JOIN ledger.event p ON p.log_id = e.log_id AND p.stream_id = e.stream_id AND p.version = e.version - 1
  LEFT JOIN LATERAL (SELECT array_agg(s.part ORDER BY s.part) AS parts, array_agg(s.record ORDER BY s.part) AS records
                       FROM ledger.sealed s
                      WHERE s.log_id = e.log_id AND s.stream_id = e.stream_id AND s.version = e.version) o ON true
 WHERE e.log_id = $1 AND l.seq IS NULL
 ORDER BY e.stream_id, e.version;

-- name: orphans
SELECT s.stream_id, s.version, s.part
  FROM ledger.sealed s
  LEFT JOIN ledger.event e ON e.log_id = s.log_id AND e.stream_id = s.stream_id AND e.version = s.version
 WHERE s.log_id = $1 AND e.version IS NULL
 ORDER BY s.stream_id, s.version, s.part;

-- name: checkpoints
SELECT size, root, note FROM ledger.checkpoint WHERE log_id = $1 ORDER BY size;
