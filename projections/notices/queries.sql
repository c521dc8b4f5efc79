-- name: tell
INSERT INTO read.notice (position, audience, kind, complaint, event_id, occurred_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: post
INSERT INTO read.message (event_id, recipient, position, kind, complaint, state, attempts)
SELECT $5, recipient, $1, $3, $4, 'WAITING', 0
FROM read.address
WHERE audience = $2
  AND (valid_from IS NULL OR valid_from <= $6) AND (valid_until IS NULL OR valid_until >= $6)
ON CONFLICT (event_id, recipient) DO NOTHING;  -- two notices of one event for one recipient are one message

-- name: add_address
INSERT INTO read.address (recipient, audience, person, stream, version, part, valid_from, valid_until)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: drop_address
DELETE FROM read.address WHERE recipient = $1;

-- name: dispatch
UPDATE read.message SET state = 'DISPATCHED', attempts = $3, changed_at = $4 WHERE event_id = $1 AND recipient = $2;

-- name: sent
UPDATE read.message SET state = 'SENT', changed_at = $3 WHERE event_id = $1 AND recipient = $2;

-- name: failed
UPDATE read.message SET state = 'FAILED', fault = $3, changed_at = $4 WHERE event_id = $1 AND recipient = $2;
