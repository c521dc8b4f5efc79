-- name: start
-- The class stays that of the case until an event says another; the versions are those of the clock before, where an
-- old shape of an event does not name them.
INSERT INTO read.clock (complaint, position, clock, started_on, amount, counted, due_on, due_at, provisional, state,
                        unit, sla_class, policy, calendar)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, 'RUNNING', $10,
       coalesce($11, last.sla_class), coalesce($12, last.policy), coalesce($13, last.calendar)
FROM (VALUES (1)) AS one
LEFT JOIN LATERAL (
    SELECT (array_agg(clock.sla_class ORDER BY clock.position DESC) FILTER (WHERE clock.sla_class IS NOT NULL))[1]
               AS sla_class,
           (array_agg(clock.policy ORDER BY clock.position DESC))[1] AS policy,
           (array_agg(clock.calendar ORDER BY clock.position DESC))[1] AS calendar
    FROM read.clock WHERE clock.complaint = $1
) AS last ON true;

-- name: end
-- $3: what they were for was done; $4: the case moved on. Time that complainants have cannot be breached by an office.
UPDATE read.clock
SET ended_on = $2, ended_by = $5,
    breached_by = CASE WHEN state = 'BREACHED' OR due_on >= $2 OR clock IN ('COMPLETION', 'SILENCE') THEN breached_by
                       ELSE $5 END,
    state = CASE WHEN state = 'BREACHED' OR due_on < $2 AND clock NOT IN ('COMPLETION', 'SILENCE') THEN 'BREACHED'
                 WHEN clock = ANY ($3::text[]) THEN 'MET'
                 ELSE 'ENDED' END
WHERE complaint = $1 AND ended_on IS NULL AND clock = ANY ($3::text[] || $4::text[]);

-- name: hand_over
-- a breach stays with whoever had the case then
UPDATE read.clock SET unit = $2 WHERE complaint = $1 AND state = 'RUNNING';

-- name: breach
UPDATE read.clock SET state = 'BREACHED', unit = $3, breached_by = $4
WHERE complaint = $1 AND clock = $2 AND ended_on IS NULL;

-- name: recalculate
UPDATE read.clock SET was_due_on = $3, due_on = $4, due_at = $5, provisional = $6, calendar = $7
WHERE complaint = $1 AND clock = $2 AND ended_on IS NULL;

-- name: notice
UPDATE read.clock SET noticed_on = $2 WHERE complaint = $1 AND clock = 'RESOLUTION' AND ended_on IS NULL;
