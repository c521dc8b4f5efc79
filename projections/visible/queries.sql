-- name: grant
-- an event without a date of its own leaves the case's date as it is, for new audiences too
INSERT INTO read.visible (complaint, audience, level, barred, due_on)
SELECT $1, granted.audience, granted.level, $4::uuid[],
       coalesce($5::date, (SELECT max(standing.due_on) FROM read.visible AS standing WHERE standing.complaint = $1))
FROM unnest($2::text[], $3::smallint[]) AS granted (audience, level)
ON CONFLICT (audience, complaint) DO UPDATE
SET level = excluded.level, barred = excluded.barred, due_on = excluded.due_on
WHERE (read.visible.level, read.visible.barred, read.visible.due_on)
      IS DISTINCT FROM (excluded.level, excluded.barred, excluded.due_on);

-- name: drop_other_audiences
DELETE FROM read.visible WHERE complaint = $1 AND audience <> ALL ($2::text[]);
