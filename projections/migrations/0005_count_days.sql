-- Calendar and limits by version, and the count of days as a function: a document that asks how a limit was counted
-- gets the answer in the statement that asks. What counts is said once more in domain.calendar; a property test holds
-- the two together.
SET ROLE jejak_owner;

CREATE TABLE read.calendar (
    version       text        NOT NULL,
    instrument    text        NOT NULL,  -- the decree that made this version
    published_on  date        NOT NULL,
    decreed_years integer[]   NOT NULL,  -- settled as a whole; a limit that runs into another year is provisional
    loaded_at     timestamptz NOT NULL,
    position      bigint      NOT NULL,  -- in the log: the highest is in force
    CONSTRAINT calendar_pkey PRIMARY KEY (version),
    CONSTRAINT calendar_position_key UNIQUE (position)
);

CREATE TABLE read.day_off (
    version    text NOT NULL,
    day        date NOT NULL,
    kind       text NOT NULL,
    name_id    text NOT NULL,
    instrument text NOT NULL,
    CONSTRAINT day_off_pkey PRIMARY KEY (version, day)
);

CREATE TABLE read.policy (
    version          text        NOT NULL,
    instrument       text        NOT NULL,
    effective_from   date        NOT NULL,
    supervisory_only text        NOT NULL,
    loaded_at        timestamptz NOT NULL,
    position         bigint      NOT NULL,  -- in the log: the highest of those in effect is in force
    CONSTRAINT policy_pkey PRIMARY KEY (version),
    CONSTRAINT policy_position_key UNIQUE (position)
);

CREATE TABLE read.policy_limit (
    version        text     NOT NULL,
    place          smallint NOT NULL,  -- in the order it was stated
    name           text     NOT NULL,
    sla_class      text,               -- null for limits that are the same in every class
    amount         smallint NOT NULL,
    unit           text     NOT NULL,
    source         text     NOT NULL,
    instrument     text     NOT NULL,
    effective_from date     NOT NULL,
    CONSTRAINT policy_limit_pkey PRIMARY KEY (version, place)
);

-- The holidays whose date is the same every year: all that is known of a year without a decree.
CREATE FUNCTION read.never_moves() RETURNS TABLE (month integer, day_of_month integer, why text)
LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
    SELECT month, day_of_month, name || ' (Keputusan Presiden Nomor 8 Tahun 2024 tentang Hari-Hari Libur)'
    FROM (VALUES (1, 1, 'Tahun Baru Masehi'), (5, 1, 'Hari Buruh Internasional'), (6, 1, 'Hari Lahir Pancasila'),
                 (8, 17, 'Proklamasi Kemerdekaan'), (12, 25, 'Kelahiran Yesus Kristus'))
        AS fixed (month, day_of_month, name);
END;

CREATE FUNCTION read.count_days(p_version text, p_started date, p_until date, p_unit text DEFAULT 'WORKING_DAYS')
RETURNS TABLE (day date, counted integer, why text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH each AS (
        SELECT p_started + past AS day, off.why AS off,
               extract(isodow FROM p_started + past) > 5 AS at_weekend
        FROM read.calendar
        CROSS JOIN generate_series(0, p_until - p_started) AS past
        LEFT JOIN LATERAL (
            SELECT day_off.name_id || ' (' || day_off.instrument || ')' AS why
            FROM read.day_off
            WHERE day_off.version = calendar.version AND day_off.day = p_started + past
            UNION ALL
            SELECT fixed.why
            FROM read.never_moves() AS fixed
            WHERE extract(month FROM p_started + past) = fixed.month
              AND extract(day FROM p_started + past) = fixed.day_of_month
              AND extract(year FROM p_started + past)::integer <> ALL (calendar.decreed_years)
            LIMIT 1
        ) AS off ON true
        WHERE calendar.version = p_version AND p_unit IN ('WORKING_DAYS', 'CALENDAR_DAYS')
    ),
    judged AS (
        SELECT each.*, each.day > p_started
                       AND (p_unit = 'CALENDAR_DAYS' OR each.off IS NULL AND NOT each.at_weekend) AS counts
        FROM each
    )
    SELECT judged.day,
           CASE WHEN judged.counts THEN (count(*) FILTER (WHERE judged.counts) OVER (ORDER BY judged.day))::integer END,
           CASE WHEN judged.day = p_started THEN 'hari mulai'
                WHEN p_unit = 'CALENDAR_DAYS' THEN 'hari kalender'
                WHEN judged.off IS NOT NULL THEN judged.off
                WHEN judged.at_weekend THEN 'akhir pekan'
                ELSE 'hari kerja' END
    FROM judged;
END;
COMMENT ON FUNCTION read.count_days IS
    'Each day from p_started, which is day 0, to p_until, both included: its number, or null, and why, as '
    'domain.calendar explains it. No rows for a version that was never loaded, and for hours and months.';

CREATE FUNCTION read.due_date(p_started date, p_working_days integer)
RETURNS TABLE (started_on date, working_days integer, due_on date, provisional boolean, calendar_version text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH in_force AS (
        SELECT calendar.version, calendar.decreed_years,
               (SELECT count(*) FROM read.day_off
                WHERE day_off.version = calendar.version AND day_off.day > p_started)::integer AS days_off
        FROM read.calendar
        ORDER BY calendar.position DESC
        LIMIT 1
    )
    SELECT p_started, p_working_days, count.day,
           EXISTS (SELECT FROM generate_series(extract(year FROM p_started)::integer, extract(year FROM count.day)::integer)
                       AS year
                   WHERE year <> ALL (in_force.decreed_years)),
           in_force.version
    FROM in_force
    CROSS JOIN LATERAL read.count_days(
        in_force.version, p_started,
        -- five days in seven, less every day off there is, and five more for each year without a decree: enough
        p_started + (p_working_days + in_force.days_off + 15) * 10 / 7 + 2
    ) AS count
    WHERE count.counted = p_working_days;
END;
COMMENT ON FUNCTION read.due_date IS
    'The last of so many working days after p_started by the calendar in force; no row before one was loaded.';

REVOKE ALL ON FUNCTION read.never_moves, read.count_days, read.due_date FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read.never_moves, read.count_days, read.due_date TO jejak_app;
GRANT SELECT ON read.calendar, read.day_off, read.policy, read.policy_limit TO jejak_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON read.calendar, read.day_off, read.policy, read.policy_limit TO jejak_proj;
RESET ROLE;
