-- name: place_at_institution
INSERT INTO read.placement (complaint, unit, institution, kind, status, received_on, placed_on)
VALUES ($1, $2, $2, 'INSTITUTION', 'UNVERIFIED', $3, $3);

-- name: advance_institution
UPDATE read.placement SET status = $2 WHERE complaint = $1 AND kind = 'INSTITUTION' AND status = 'UNVERIFIED';

-- name: place
INSERT INTO read.placement (complaint, unit, institution, kind, status, received_on, placed_on)
SELECT $1, $2, parent.institution, $3,
       -- whoever joins late joins at the owner's stage
       coalesce((SELECT owner.status FROM read.placement AS owner
                 WHERE owner.complaint = $1 AND owner.kind = 'OWNER'), 'UNVERIFIED'),
       parent.received_on, $4
FROM read.placement AS parent
WHERE parent.complaint = $1 AND parent.kind = 'INSTITUTION'
ON CONFLICT (complaint, unit) DO UPDATE SET kind = excluded.kind, placed_on = excluded.placed_on;

-- name: advance_units
UPDATE read.placement SET status = $2 WHERE complaint = $1 AND kind <> 'INSTITUTION';

-- name: leave
DELETE FROM read.placement WHERE complaint = $1 AND unit = $2 AND kind = 'OWNER';

-- name: advance_all
UPDATE read.placement SET status = $2 WHERE complaint = $1;

-- name: count_action
INSERT INTO read.follow_up_action (position, complaint, unit, action, days)
SELECT $1, $2, $3, $4, $5::date - placed_on
FROM read.placement WHERE complaint = $2 AND unit = $3;
