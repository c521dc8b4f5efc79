-- name: grant
-- an event without a date of its own leaves the case's date as it is, for new audiences too; the first one came in then
INSERT INTO read.visible (complaint, audience, level, barred, due_on, status, submitted_at)
SELECT $1, granted.audience, granted.level, $4::uuid[], coalesce($5::date, standing.due_on), $6,
       coalesce(standing.submitted_at, $7)
FROM unnest($2::text[], $3::smallint[]) AS granted (audience, level)
CROSS JOIN (SELECT max(each.due_on) AS due_on, min(each.submitted_at) AS submitted_at
            FROM read.visible AS each WHERE each.complaint = $1) AS standing
ON CONFLICT (audience, complaint) DO UPDATE
SET level = excluded.level, barred = excluded.barred, due_on = excluded.due_on, status = excluded.status
WHERE (read.visible.level, read.visible.barred, read.visible.due_on, read.visible.status)
      IS DISTINCT FROM (excluded.level, excluded.barred, excluded.due_on, excluded.status);

-- name: stand
UPDATE read.visible SET status = $2 WHERE complaint = $1;

-- name: drop_other_audiences
DELETE FROM read.visible WHERE complaint = $1 AND audience <> ALL ($2::text[]);
