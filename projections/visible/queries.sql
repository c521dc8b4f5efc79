-- name: grant
-- what a later audience sees came in when it did for all others
INSERT INTO read.visible (complaint, audience, level, barred, submitted_at, status, intervene_by, late_since,
                          documents)
SELECT $1, granted.audience, granted.level, $4::uuid[],
       coalesce((SELECT min(standing.submitted_at) FROM read.visible AS standing WHERE standing.complaint = $1), $6),
       $7, $8, $9, string_to_array(granted.documents, ',')
FROM unnest($2::text[], $3::smallint[], $5::text[]) AS granted (audience, level, documents)
ON CONFLICT (audience, complaint) DO UPDATE
SET level = excluded.level, barred = excluded.barred, status = excluded.status,
    intervene_by = excluded.intervene_by, late_since = excluded.late_since, documents = excluded.documents
WHERE (read.visible.level, read.visible.barred, read.visible.status, read.visible.intervene_by,
       read.visible.late_since, read.visible.documents)
      IS DISTINCT FROM (excluded.level, excluded.barred, excluded.status, excluded.intervene_by, excluded.late_since,
                         excluded.documents);

-- name: list
UPDATE read.visible SET status = $2, intervene_by = $3, late_since = $4 WHERE complaint = $1;

-- name: drop_other_audiences
DELETE FROM read.visible WHERE complaint = $1 AND audience <> ALL ($2::text[]);
