-- What the signer asks, as jejak_sign: it reads hashes and never an entry.

-- name: origin
SELECT origin FROM ledger.log WHERE log_id = $1;

-- name: leaves
SELECT position, leaf_hash FROM ledger.leaf
 WHERE log_id = $1 AND position >= $2 AND position < $3
 ORDER BY position LIMIT $4;

-- name: newest_published
SELECT coalesce(max(size), 0) FROM ledger.checkpoint WHERE log_id = $1;

-- name: publish
SELECT ledger.publish_checkpoint($1, $2, $3, $4);
