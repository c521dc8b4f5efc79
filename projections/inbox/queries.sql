-- name: hand_over
INSERT INTO read.inbox_item (complaint, audience, task, arrived_at, due_on) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (complaint) DO UPDATE
SET audience = excluded.audience, task = excluded.task, arrived_at = excluded.arrived_at, due_on = excluded.due_on;

-- name: change_item
UPDATE read.inbox_item SET audience = $2, task = $3, due_on = coalesce($4, due_on) WHERE complaint = $1;

-- name: drop_item
DELETE FROM read.inbox_item WHERE complaint = $1;
