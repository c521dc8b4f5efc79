-- What the public face of the log asks, as the application or the auditor: functions only.

-- name: leaf_hashes
SELECT ledger.leaf_hashes($1, $2, $3);

-- name: entries
SELECT entry FROM ledger.entries($1, $2, $3) AS entry;

-- name: checkpoint_at
SELECT size, root, note, published_at FROM ledger.checkpoint_at($1, $2);

-- name: latest_checkpoint
SELECT size, root, note, published_at FROM ledger.checkpoint_at($1, 'infinity');

-- name: checkpoint_over
SELECT size, root, note, published_at FROM ledger.checkpoint_over($1, $2);

-- name: position_of_receipt
SELECT ledger.position_of_receipt($1, $2, $3);
