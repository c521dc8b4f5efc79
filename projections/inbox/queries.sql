-- name: open_item
INSERT INTO read.inbox_item (audience, complaint, task, arrived_at, due_on) VALUES ($1, $2, $3, $4, $5);

-- name: drop_item
DELETE FROM read.inbox_item WHERE complaint = $1;
