-- The table of BAB VII for one institution and one period, as a function, because it takes parameters and the
-- parent row is not the sum of the others: it counts complaints, the others count placements.
SET ROLE jejak_owner;

CREATE FUNCTION read.recapitulation(p_institution uuid, p_from date, p_until date)
RETURNS TABLE (
    unit uuid, name text, is_parent boolean,
    unverified integer, not_followed_up integer, in_process integer, completed integer, total integer,
    placements integer,
    average_follow_up_days double precision, average_rating double precision, rated_count integer,
    last_viewed_at timestamptz
)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH placed AS (
        SELECT placement.complaint, placement.unit, placement.kind, placement.status,
               -- a rating is of the handling: it counts for the unit that handled the case, and once for the parent
               CASE WHEN placement.kind <> 'CC' THEN case_file.rating END AS rating
        FROM read.placement
        JOIN read.case_file USING (complaint)
        WHERE placement.institution = p_institution AND placement.received_on BETWEEN p_from AND p_until
    ),
    counted AS (
        SELECT placed.unit,
               (count(*) FILTER (WHERE placed.status = 'UNVERIFIED'))::integer AS unverified,
               (count(*) FILTER (WHERE placed.status = 'NOT_FOLLOWED_UP'))::integer AS not_followed_up,
               (count(*) FILTER (WHERE placed.status = 'IN_PROCESS'))::integer AS in_process,
               (count(*) FILTER (WHERE placed.status = 'COMPLETED'))::integer AS completed,
               count(*)::integer AS total,
               avg(placed.rating)::double precision AS average_rating,
               count(placed.rating)::integer AS rated_count
        FROM placed
        GROUP BY placed.unit
    ),
    acted AS (
        SELECT coalesce(action.unit, p_institution) AS unit, avg(action.days)::double precision AS days
        FROM read.follow_up_action AS action
        WHERE action.institution = p_institution AND action.complaint IN (SELECT placed.complaint FROM placed)
        GROUP BY GROUPING SETS ((action.unit), ())
    ),
    viewed AS (
        SELECT inbox_view.unit, max(inbox_view.viewed_at) AS viewed_at FROM read.inbox_view GROUP BY inbox_view.unit
    )
    SELECT unit.unit, unit.name, unit.unit = p_institution,
           coalesce(counted.unverified, 0), coalesce(counted.not_followed_up, 0), coalesce(counted.in_process, 0),
           coalesce(counted.completed, 0), coalesce(counted.total, 0),
           CASE WHEN unit.unit = p_institution
                THEN (SELECT count(*) FROM placed WHERE placed.unit <> p_institution)::integer
                ELSE counted.total END,
           acted.days, counted.average_rating, coalesce(counted.rated_count, 0), viewed.viewed_at
    FROM read.unit
    LEFT JOIN counted USING (unit)
    LEFT JOIN acted USING (unit)
    LEFT JOIN viewed USING (unit)
    WHERE unit.unit = p_institution OR counted.unit IS NOT NULL;
END;
COMMENT ON FUNCTION read.recapitulation IS
    'Days are calendar days in the institution''s zone; last_viewed_at is as of now, not bound to the period.';
REVOKE ALL ON FUNCTION read.recapitulation FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read.recapitulation TO jejak_app;
RESET ROLE;
