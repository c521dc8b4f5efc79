-- The table of BAB VII as the log stood at a position: a report of a closed period comes out the same however often it
-- is made, whatever happened to its cases since. Every figure is taken from rows that know when they began and ended.
SET ROLE jejak_owner;

ALTER TABLE read.placement
    ADD COLUMN resumes        text,  -- the column it goes back to once the case is no longer waiting or parked
    ADD COLUMN archive_reason text;

-- Each state of each placement, with the positions from which and up to which it held (the second not included).
CREATE TABLE read.placement_history (
    complaint      uuid   NOT NULL,
    unit           uuid   NOT NULL,
    position       bigint NOT NULL,
    until          bigint NOT NULL,
    institution    uuid   NOT NULL,
    kind           text   NOT NULL,
    status         text   NOT NULL,
    archive_reason text,
    received_on    date   NOT NULL,
    placed_on      date   NOT NULL,
    CONSTRAINT placement_history_pkey PRIMARY KEY (complaint, unit, position)
);
CREATE INDEX placement_history_institution_idx ON read.placement_history (institution, received_on);

ALTER TABLE read.follow_up_action
    ADD COLUMN since_on date NOT NULL DEFAULT '2000-01-01',  -- the unit had the case
    ADD COLUMN acted_on date NOT NULL DEFAULT '2000-01-01';
ALTER TABLE read.follow_up_action ALTER COLUMN since_on DROP DEFAULT, ALTER COLUMN acted_on DROP DEFAULT;

CREATE TABLE read.rating (
    position  bigint   NOT NULL,
    complaint uuid     NOT NULL,
    stars     smallint NOT NULL,
    CONSTRAINT rating_pkey PRIMARY KEY (position)
);
CREATE INDEX rating_complaint_idx ON read.rating (complaint, position);

-- What an event said of the kind of the matter, its cause, how it was resolved, and which other complaint it follows.
CREATE TABLE read.coding (
    position   bigint NOT NULL,
    complaint  uuid   NOT NULL,
    type       text,
    cause      text,
    resolution text,
    lead       uuid,
    CONSTRAINT coding_pkey PRIMARY KEY (position)
);
CREATE INDEX coding_complaint_idx ON read.coding (complaint, position);

CREATE TABLE read.look (
    position bigint NOT NULL,
    unit     uuid   NOT NULL,  -- somebody of it looked at its inbox
    CONSTRAINT look_pkey PRIMARY KEY (position)
);
CREATE INDEX look_unit_idx ON read.look (unit, position);

ALTER TABLE read.clock
    ADD COLUMN ended_by    bigint,  -- the position of the event that ended it,
    ADD COLUMN breached_by bigint;  -- and of the one by which its last day was over

DROP FUNCTION read.recapitulation(uuid, date, date);
CREATE FUNCTION read.recapitulation(p_institution uuid, p_from date, p_until date, p_as_of bigint DEFAULT NULL)
RETURNS TABLE (
    unit uuid, name text, is_parent boolean,
    unverified integer, not_followed_up integer, in_process integer, completed integer, total integer,
    placements integer, deferred integer, archived integer, archived_incomplete integer, archived_withdrawn integer,
    subjects integer, completed_without_view integer, resolved_on_time integer, resolved_late integer,
    overdue_open integer,
    average_follow_up_days double precision, average_first_response_days double precision,
    average_final_answer_days double precision, average_follow_up_working_days double precision,
    average_first_response_working_days double precision, average_final_answer_working_days double precision,
    average_rating double precision, rated_count integer, last_viewed_at timestamptz
)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH moment AS (
        SELECT coalesce(p_as_of, 9223372036854775806) AS at
    ),
    placed AS (
        SELECT kept.*, rated.stars AS rating, followed.lead,
               kept.status = 'COMPLETED' AND kept.kind = 'OWNER' AND NOT EXISTS (
                   SELECT FROM read.look
                   WHERE look.unit = kept.unit AND look.position < kept.position AND look.position > (
                       SELECT min(first.position) FROM read.placement_history AS first
                       WHERE first.complaint = kept.complaint AND first.unit = kept.unit)) AS unseen
        FROM moment
        JOIN read.placement_history AS kept ON kept.position <= moment.at AND moment.at < kept.until
        -- a rating is of the handling: it counts for the unit that handled the case, and once for the parent
        LEFT JOIN LATERAL (
            SELECT rating.stars FROM read.rating
            WHERE rating.complaint = kept.complaint AND rating.position <= moment.at AND kept.kind <> 'CC'
            ORDER BY rating.position DESC LIMIT 1
        ) AS rated ON true
        LEFT JOIN LATERAL (
            SELECT coding.lead FROM read.coding
            WHERE coding.complaint = kept.complaint AND coding.position <= moment.at AND coding.lead IS NOT NULL
            ORDER BY coding.position DESC LIMIT 1
        ) AS followed ON true
        WHERE kept.institution = p_institution AND kept.received_on BETWEEN p_from AND p_until
    ),
    counted AS (
        SELECT placed.unit,
               (count(*) FILTER (WHERE placed.status = 'UNVERIFIED'))::integer AS unverified,
               (count(*) FILTER (WHERE placed.status = 'NOT_FOLLOWED_UP'))::integer AS not_followed_up,
               (count(*) FILTER (WHERE placed.status = 'IN_PROCESS'))::integer AS in_process,
               (count(*) FILTER (WHERE placed.status = 'COMPLETED'))::integer AS completed,
               (count(*) FILTER (WHERE placed.status = 'AWAITING_COMPLETION'))::integer AS deferred,
               (count(*) FILTER (WHERE placed.status = 'ARCHIVED'))::integer AS archived,
               (count(*) FILTER (WHERE placed.archive_reason = 'INCOMPLETE_10WD'))::integer AS archived_incomplete,
               (count(*) FILTER (WHERE placed.archive_reason = 'WITHDRAWN_BY_COMPLAINANT'))::integer
                   AS archived_withdrawn,
               count(*)::integer AS total,
               count(DISTINCT coalesce(placed.lead, placed.complaint))::integer AS subjects,
               (count(*) FILTER (WHERE placed.unseen))::integer AS unseen,
               avg(placed.rating)::double precision AS average_rating,
               count(placed.rating)::integer AS rated_count
        FROM placed
        GROUP BY placed.unit
    ),
    acts AS (
        SELECT action.unit, action.action, action.since_on, action.acted_on
        FROM moment
        JOIN read.follow_up_action AS action ON action.position <= moment.at
        WHERE action.institution = p_institution AND action.complaint IN (SELECT placed.complaint FROM placed)
    ),
    worked AS (
        SELECT counted_day.day, coalesce(max(counted_day.counted) OVER (ORDER BY counted_day.day), 0) AS days
        FROM (SELECT min(acts.since_on) AS first, max(acts.acted_on) AS last FROM acts) AS span
        CROSS JOIN LATERAL read.count_days(
            (SELECT calendar.version FROM read.calendar JOIN moment ON calendar.position <= moment.at
             ORDER BY calendar.position DESC LIMIT 1),
            span.first, span.last
        ) AS counted_day
    ),
    acted AS (
        SELECT coalesce(acts.unit, p_institution) AS unit,
               avg(acts.acted_on - acts.since_on)::double precision AS days,
               avg(acts.acted_on - acts.since_on) FILTER (WHERE acts.action = 'InitialResponseGiven') AS first_days,
               avg(acts.acted_on - acts.since_on)
                   FILTER (WHERE acts.action IN ('FinalAnswerGiven', 'DirectAnswerGiven')) AS final_days,
               avg(acted.days - since.days) AS working_days,
               avg(acted.days - since.days) FILTER (WHERE acts.action = 'InitialResponseGiven') AS first_working_days,
               avg(acted.days - since.days)
                   FILTER (WHERE acts.action IN ('FinalAnswerGiven', 'DirectAnswerGiven')) AS final_working_days
        FROM acts
        LEFT JOIN worked AS since ON since.day = acts.since_on
        LEFT JOIN worked AS acted ON acted.day = acts.acted_on
        GROUP BY GROUPING SETS ((acts.unit), ())
    ),
    resolved AS (
        SELECT coalesce(clock.unit, p_institution) AS unit,
               (count(*) FILTER (WHERE clock.state = 'MET' AND clock.ended_by <= moment.at))::integer AS on_time,
               (count(*) FILTER (WHERE clock.breached_by <= moment.at))::integer AS late,
               (count(*) FILTER (WHERE clock.breached_by <= moment.at
                                       AND (clock.ended_by IS NULL OR clock.ended_by > moment.at)))::integer AS open
        FROM moment
        JOIN read.clock ON clock.position <= moment.at AND clock.clock = 'RESOLUTION'
        WHERE clock.complaint IN (SELECT placed.complaint FROM placed)
          AND (clock.unit = p_institution
               OR clock.unit IN (SELECT agency.unit FROM read.agency WHERE agency.institution = p_institution))
        GROUP BY GROUPING SETS ((clock.unit), ())
        -- what the institution itself had counts in the row of the whole
        HAVING GROUPING(clock.unit) = 1 OR clock.unit <> p_institution
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
           coalesce(counted.deferred, 0), coalesce(counted.archived, 0), coalesce(counted.archived_incomplete, 0),
           coalesce(counted.archived_withdrawn, 0), coalesce(counted.subjects, 0),
           CASE WHEN unit.unit = p_institution
                THEN (SELECT count(*) FROM placed WHERE placed.unseen)::integer
                ELSE counted.unseen END,
           coalesce(resolved.on_time, 0), coalesce(resolved.late, 0), coalesce(resolved.open, 0),
           acted.days, acted.first_days::double precision, acted.final_days::double precision,
           acted.working_days::double precision, acted.first_working_days::double precision,
           acted.final_working_days::double precision,
           counted.average_rating, coalesce(counted.rated_count, 0), viewed.viewed_at
    FROM read.unit
    LEFT JOIN counted USING (unit)
    LEFT JOIN acted USING (unit)
    LEFT JOIN resolved USING (unit)
    LEFT JOIN viewed USING (unit)
    WHERE unit.unit = p_institution OR counted.unit IS NOT NULL;
END;
COMMENT ON FUNCTION read.recapitulation IS
    'As the log stood at p_as_of, a position; null: as it stands. last_viewed_at alone is as of now.';

-- What was complained of, why, and how it was resolved (BAB II.D.d): the institution's cases, each in one row. Where
-- single cases are not the viewer's to know, rows of one or two are put together until they are three at least.
CREATE FUNCTION read.evaluation(
    p_institution uuid, p_from date, p_until date, p_as_of bigint, p_whole boolean
)
RETURNS TABLE (type text, cause text, resolution text, complaints integer, merged boolean)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH moment AS (
        SELECT coalesce(p_as_of, 9223372036854775806) AS at
    ),
    coded AS (
        SELECT said.type, said.cause, said.resolution
        FROM moment
        JOIN read.placement_history AS kept ON kept.position <= moment.at AND moment.at < kept.until
        CROSS JOIN LATERAL (
            SELECT (array_agg(coding.type ORDER BY coding.position DESC) FILTER (WHERE coding.type IS NOT NULL))[1]
                       AS type,
                   (array_agg(coding.cause ORDER BY coding.position DESC) FILTER (WHERE coding.cause IS NOT NULL))[1]
                       AS cause,
                   (array_agg(coding.resolution ORDER BY coding.position DESC)
                       FILTER (WHERE coding.resolution IS NOT NULL))[1] AS resolution
            FROM read.coding
            WHERE coding.complaint = kept.complaint AND coding.position <= moment.at
        ) AS said
        WHERE kept.unit = p_institution AND kept.received_on BETWEEN p_from AND p_until
    ),
    cells AS (
        SELECT coded.type, coded.cause, coded.resolution, count(*)::integer AS complaints
        FROM coded
        GROUP BY coded.type, coded.cause, coded.resolution
    ),
    ranked AS (
        SELECT cells.*, coalesce(sum(cells.complaints) OVER (
                   ORDER BY cells.complaints, cells.type, cells.cause, cells.resolution
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS smaller
        FROM cells
    ),
    told AS (
        SELECT ranked.*, NOT p_whole AND (ranked.complaints < 3 OR ranked.smaller BETWEEN 1 AND 2) AS merged
        FROM ranked
    )
    SELECT told.type, told.cause, told.resolution, told.complaints, false FROM told WHERE NOT told.merged
    UNION ALL
    SELECT NULL, NULL, NULL, sum(told.complaints)::integer, true FROM told WHERE told.merged HAVING count(*) > 0;
END;

REVOKE ALL ON FUNCTION read.recapitulation, read.evaluation FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read.recapitulation, read.evaluation TO jejak_app;
GRANT SELECT ON read.placement_history, read.rating, read.coding, read.look TO jejak_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON read.placement_history, read.rating, read.coding, read.look TO jejak_proj;
RESET ROLE;
