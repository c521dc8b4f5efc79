-- The log's statements. The application has nothing but functions; the projector reads the tables themselves.

-- name: append
SELECT command, outcome, stream_id, version, event_id, seq, leaf_hash, type, expected, missed
  FROM ledger.append($1, $2);

-- name: append_one
SELECT ledger.append_one($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17);

-- name: append_many
SELECT event_id, version, seq, leaf_hash FROM ledger.append_many($1, $2);

-- name: watch_backlog
SELECT ledger.watch_backlog($1);

-- name: answer_of
SELECT command_print, stream_id, version, event_id, seq, leaf_hash, type FROM ledger.answer_of($1, $2, $3);

-- name: read_stream
SELECT position, entry, facts, leaf_hash, parts, records FROM ledger.read_stream($1, $2, $3);

-- name: read_streams
SELECT asked.stream, e.position, e.entry, e.facts, e.leaf_hash, e.parts, e.records
  FROM unnest($2::uuid[]) AS asked (stream) CROSS JOIN LATERAL ledger.read_stream($1, asked.stream, 0) AS e;

-- name: read_sealed
SELECT part, record, subject_ref FROM ledger.read_sealed($1, $2, $3);

-- name: position_of
SELECT ledger.position_of($1, $2);

-- name: find_log
SELECT ledger.find_log($1);

-- name: lag
SELECT size, unsequenced_since, signed, unsigned_since FROM ledger.lag($1);

-- name: recorded_at
SELECT position, recorded_at FROM ledger.recorded_at($1, $2);

-- name: newest
SELECT stream, entry FROM ledger.newest($1, $2);

-- name: head
SELECT ledger.size($1);

-- name: sequence
SELECT sequenced, pending FROM ledger.sequence($1, $2);

-- name: read_positions
SELECT l.position, e.entry, e.facts, e.leaf_hash, o.parts, o.records
  FROM ledger.leaf l
  LEFT JOIN ledger.event e ON e.log_id = l.log_id AND e.stream_id = l.stream_id AND e.version = l.version
  LEFT JOIN LATERAL (SELECT array_agg(p.part ORDER BY p.part) AS parts, array_agg(p.record ORDER BY p.part) AS records
                       FROM ledger.open_part p
                      WHERE p.log_id = l.log_id AND p.stream_id = l.stream_id AND p.version = l.version) o ON true
 WHERE l.log_id = $1 AND l.position > $2
 ORDER BY l.position LIMIT $3;

-- name: read_stream_before
SELECT l.position, e.entry, e.facts, e.leaf_hash, o.parts, o.records
  FROM ledger.event e
  LEFT JOIN ledger.leaf l ON l.log_id = e.log_id AND l.seq = e.seq
  LEFT JOIN LATERAL (SELECT array_agg(p.part ORDER BY p.part) AS parts, array_agg(p.record ORDER BY p.part) AS records
                       FROM ledger.open_part p
                      WHERE p.log_id = e.log_id AND p.stream_id = e.stream_id AND p.version = e.version) o ON true
 WHERE e.log_id = $1 AND e.stream_id = $2 AND e.version < $3
 ORDER BY e.version;
