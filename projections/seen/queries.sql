-- name: open
INSERT INTO read.opening (complaint, position, event_id, person, role, purpose, kinds, version, opened_at, document)
VALUES ($1, $2, $3, $4, $5, $6, $7::text[], $8, $9, $10);

-- name: hold
INSERT INTO read.role_held (person, role, audience) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: exclude
INSERT INTO read.exclusion (complaint, excluded)
SELECT $1, named.excluded FROM unnest($2::text[]) AS named (excluded)
ON CONFLICT DO NOTHING;

-- name: readmit
DELETE FROM read.exclusion WHERE complaint = $1 AND excluded <> ALL ($2::text[]);
