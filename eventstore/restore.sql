-- What is asked before anything is numbered, as jejak_proj: it reads events and leaf hashes.

-- name: origin
SELECT origin FROM ledger.log WHERE log_id = $1;

-- name: leaves
SELECT leaf_hash FROM ledger.leaf
 WHERE log_id = $1 AND position >= $2 AND position < $3
 ORDER BY position;

-- name: from_the_future
SELECT EXISTS (SELECT FROM ledger.event e
                WHERE e.log_id = $1 AND e.tx >= pg_snapshot_xmax(pg_current_snapshot())
                  AND NOT EXISTS (SELECT FROM ledger.leaf l WHERE l.log_id = $1 AND l.seq = e.seq));
