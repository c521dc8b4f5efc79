-- What a bundle of streams is made of, as jejak_audit.

-- name: of_streams
SELECT l.position, e.stream_id, e.version, e.event_id, e.entry, e.leaf_hash, e.facts, e.salt, o.parts, o.records
  FROM ledger.event e
  LEFT JOIN ledger.leaf l ON l.log_id = e.log_id AND l.seq = e.seq
  LEFT JOIN LATERAL (SELECT array_agg(p.part ORDER BY p.part) AS parts, array_agg(p.record ORDER BY p.part) AS records
                       FROM ledger.open_part p
                      WHERE p.log_id = e.log_id AND p.stream_id = e.stream_id AND p.version = e.version
                        AND octet_length(p.record) > 0) o ON true
 WHERE e.log_id = $1 AND e.stream_id = ANY ($2)
 ORDER BY l.position;

-- name: mentioning
SELECT l.position, e.stream_id, e.version, e.event_id, e.entry, e.leaf_hash, e.facts, e.salt,
       NULL::smallint[] AS parts, NULL::bytea[] AS records
  FROM ledger.event e
  LEFT JOIN ledger.leaf l ON l.log_id = e.log_id AND l.seq = e.seq
 WHERE e.log_id = $1 AND position($2::bytea IN e.facts) > 0
   AND convert_from(e.entry, 'UTF8')::json ->> 'type' = ANY ($3)
 ORDER BY l.position;

-- name: schemas
SELECT e.entry
  FROM ledger.event e
 WHERE e.log_id = $1 AND convert_from(e.entry, 'UTF8')::json ->> 'type' = $2;

-- name: event
SELECT l.position, e.leaf_hash
  FROM ledger.event e
  LEFT JOIN ledger.leaf l ON l.log_id = e.log_id AND l.seq = e.seq
 WHERE e.log_id = $1 AND e.event_id = $2;
