-- name: note_agency
INSERT INTO read.agency (unit, institution) VALUES ($1, $2);

-- name: note_look
INSERT INTO read.look (position, unit) VALUES ($1, $2);

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

-- name: disown
-- one unit answers at a time
DELETE FROM read.placement WHERE complaint = $1 AND unit <> $2 AND kind = 'OWNER';

-- name: leave
DELETE FROM read.placement WHERE complaint = $1 AND unit = $2 AND kind <> 'INSTITUTION';

-- name: leave_institution
-- it stays before an institution one of whose units has a copy
WITH copied AS (
    SELECT EXISTS (SELECT FROM read.placement WHERE complaint = $1 AND institution = $2 AND kind = 'CC') AS here
),
kept AS (
    UPDATE read.placement SET kind = 'CC' FROM copied
    WHERE complaint = $1 AND unit = $2 AND kind = 'INSTITUTION' AND copied.here
)
DELETE FROM read.placement USING copied
WHERE complaint = $1 AND institution = $2 AND (kind = 'OWNER' OR kind = 'INSTITUTION' AND NOT copied.here);

-- name: follow_owner
-- whoever joins late joins at the owner's stage
UPDATE read.placement AS copy SET status = owner.status
FROM read.placement AS owner
WHERE copy.complaint = $1 AND copy.kind = 'CC' AND owner.complaint = $1 AND owner.kind = 'OWNER';

-- name: advance_institution
UPDATE read.placement SET status = $2 WHERE complaint = $1 AND kind = 'INSTITUTION' AND status = 'UNVERIFIED';

-- name: advance_units
UPDATE read.placement SET status = $2 WHERE complaint = $1 AND kind <> 'INSTITUTION';

-- name: advance_all
UPDATE read.placement SET status = $2 WHERE complaint = $1;

-- name: park
UPDATE read.placement SET resumes = coalesce(resumes, status), status = $2, archive_reason = $3 WHERE complaint = $1;

-- name: resume
UPDATE read.placement SET status = coalesce(resumes, status), resumes = NULL, archive_reason = NULL
WHERE complaint = $1;

-- name: end_states
UPDATE read.placement_history SET until = $2
WHERE complaint = $1 AND until = 9223372036854775807 AND NOT EXISTS (
    SELECT FROM read.placement AS now
    WHERE now.complaint = $1 AND now.unit = placement_history.unit
      AND (now.kind, now.status, now.placed_on) = (placement_history.kind, placement_history.status,
                                                   placement_history.placed_on)
      AND now.archive_reason IS NOT DISTINCT FROM placement_history.archive_reason);

-- name: begin_states
INSERT INTO read.placement_history (complaint, unit, position, until, institution, kind, status, archive_reason,
                                    received_on, placed_on)
SELECT now.complaint, now.unit, $2, 9223372036854775807, now.institution, now.kind, now.status, now.archive_reason,
       now.received_on, now.placed_on
FROM read.placement AS now
WHERE now.complaint = $1 AND NOT EXISTS (
    SELECT FROM read.placement_history AS kept
    WHERE kept.complaint = $1 AND kept.unit = now.unit AND kept.until = 9223372036854775807);

-- name: count_action
INSERT INTO read.follow_up_action (complaint, position, unit, institution, action, days, since_on, acted_on)
SELECT $1, $2, $3, placement.institution, $4, $5::date - placement.placed_on, placement.placed_on, $5
FROM read.placement
WHERE placement.complaint = $1 AND placement.unit = $3;

-- name: rate
INSERT INTO read.rating (complaint, position, stars) VALUES ($1, $2, $3);

-- name: code
INSERT INTO read.coding (complaint, position, type, cause, resolution, lead) VALUES ($1, $2, $3, $4, $5, $6);
