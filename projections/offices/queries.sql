-- name: add_unit
INSERT INTO read.unit (unit, code, name, kind, parent) VALUES ($1, $2, $3, $4, $5);

-- name: add_category
INSERT INTO read.category (category, label_id, label_en, unit) VALUES ($1, $2, $3, $4)
ON CONFLICT (category) DO UPDATE
SET label_id = excluded.label_id, label_en = excluded.label_en, unit = excluded.unit;

-- name: assign_duty
INSERT INTO read.duty (institution, duty, unit) VALUES ($1, $2, $3)
ON CONFLICT (institution, duty) DO UPDATE SET unit = excluded.unit;

-- name: add_assignment
INSERT INTO read.assignment (assignment, person, role, unit, institution, basis, valid_from, valid_until, granted_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
-- one that has run out may be granted again
ON CONFLICT (assignment) DO UPDATE
SET basis = excluded.basis, valid_from = excluded.valid_from, valid_until = excluded.valid_until,
    granted_at = excluded.granted_at;

-- name: drop_assignment
DELETE FROM read.assignment WHERE assignment = $1;

-- name: note_view
INSERT INTO read.inbox_view (unit, person, viewed_at) VALUES ($1, $2, $3)
ON CONFLICT (unit, person) DO UPDATE SET viewed_at = greatest(read.inbox_view.viewed_at, excluded.viewed_at);
