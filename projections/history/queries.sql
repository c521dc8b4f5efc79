-- name: add_entry
INSERT INTO read.history_entry (position, complaint, event_id, leaf_hash, type, occurred_at, recorded_at,
                                actor, actor_role, unit, due_on, rule, clause, for_auditors_only)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);
