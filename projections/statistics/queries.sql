-- name: note_agency
INSERT INTO read.agency (unit, institution) VALUES ($1, $2);

-- name: place_at_institution
-- an institution that got a copy before keeps the day it was first reached
INSERT INTO read.placement (complaint, unit, institution, kind, status, received_on, placed_on)
VALUES ($1, $2, $2, 'INSTITUTION', 'UNVERIFIED', $3, $3)
ON CONFLICT (complaint, unit) DO UPDATE
SET kind = excluded.kind, status = excluded.status, placed_on = excluded.placed_on;

-- name: reach
-- the institution above the unit, where the complaint was not before it already
INSERT INTO read.placement (complaint, unit, institution, kind, status, received_on, placed_on)
SELECT $1, agency.institution, agency.institution, 'CC', 'UNVERIFIED', $3, $3
FROM read.agency
WHERE agency.unit = $2
ON CONFLICT (complaint, unit) DO NOTHING;

-- name: place
INSERT INTO read.placement (complaint, unit, institution, kind, status, received_on, placed_on)
SELECT $1, $2, above.institution, $3, 'UNVERIFIED', above.received_on, $4
FROM read.agency
JOIN read.placement AS above ON above.complaint = $1 AND above.unit = agency.institution
WHERE agency.unit = $2
ON CONFLICT (complaint, unit) DO UPDATE SET kind = excluded.kind, placed_on = excluded.placed_on;

-- name: follow_owner
-- whoever joins late joins at the owner's stage
UPDATE read.placement AS copy SET status = owner.status
FROM read.placement AS owner
WHERE copy.complaint = $1 AND copy.kind = 'CC' AND owner.complaint = $1 AND owner.kind = 'OWNER';

-- name: advance_institution
UPDATE read.placement SET status = $2 WHERE complaint = $1 AND kind = 'INSTITUTION' AND status = 'UNVERIFIED';

-- name: advance_units
UPDATE read.placement SET status = $2 WHERE complaint = $1 AND kind <> 'INSTITUTION';

-- name: leave
DELETE FROM read.placement WHERE complaint = $1 AND unit = $2 AND kind = 'OWNER';

-- name: advance_all
UPDATE read.placement SET status = $2 WHERE complaint = $1;

-- name: count_action
INSERT INTO read.follow_up_action (position, complaint, unit, institution, action, days)
SELECT $1, $2, $3, placement.institution, $4, $5::date - placement.placed_on
FROM read.placement
WHERE placement.complaint = $2 AND placement.unit = $3;
