-- Every clock of every complaint: when it started, what it was given, when it ends, and how it ended. A row is one
-- start; a clock that starts again has another row, and what was late stays late.
SET ROLE jejak_owner;

CREATE TABLE read.clock (
    complaint   uuid        NOT NULL,
    position    bigint      NOT NULL,  -- in the log: the event that started it
    clock       text        NOT NULL,
    started_on  date        NOT NULL,  -- day 0
    amount      integer     NOT NULL,
    counted     text        NOT NULL,  -- what the amount is counted in
    due_on      date        NOT NULL,
    due_at      timestamptz NOT NULL,  -- the end of that day in the institution's zone
    was_due_on  date,                  -- before the last decree that moved it
    provisional boolean     NOT NULL,
    state       text        NOT NULL CHECK (state IN ('RUNNING', 'MET', 'ENDED', 'BREACHED')),
    ended_on    date,                  -- null while it runs, which it may do after a breach
    unit        uuid,                  -- whose duty it is, or was: a unit, an institution; null: the national admin
    sla_class   text,
    policy      text,
    calendar    text,
    CONSTRAINT clock_pkey PRIMARY KEY (complaint, position, clock)
);
-- What has to be recorded as over, and what a newer calendar may move: both read in pages.
CREATE INDEX clock_overdue_idx ON read.clock (due_on, complaint) WHERE state = 'RUNNING';
CREATE INDEX clock_recount_idx ON read.clock (calendar, complaint)
    WHERE state = 'RUNNING' AND counted = 'WORKING_DAYS';

-- Which stated limit a clock was given. A case goes on under the version it began under, except where a newer one
-- serves the complainant better; what is reopened has what was left, and never less than its minimum.
CREATE FUNCTION read.stated_limit(p_clock text, p_policy text, p_class text, p_amount integer)
RETURNS TABLE (name text, sla_class text, amount smallint, unit text, source text, instrument text, effective_from date)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT stated.name, stated.sla_class, stated.amount, stated.unit, stated.source, stated.instrument,
           stated.effective_from
    FROM read.policy_limit AS stated
    JOIN read.policy USING (version)
    JOIN read.policy AS began ON began.version = p_policy AND began.position <= policy.position
    WHERE stated.name IN (CASE p_clock WHEN 'NATIONAL_REVIEW' THEN 'REVIEW'
                                       WHEN 'INSTITUTION_REVIEW' THEN 'REVIEW'
                                       WHEN 'STATUTORY_RESPONSE' THEN 'STATUTORY_REPLY'
                                       WHEN 'SUPERIOR_ACTION' THEN 'SUPERIOR'
                                       ELSE p_clock END,
                          CASE p_clock WHEN 'RESOLUTION' THEN 'REOPENED_MINIMUM' END)
      AND (stated.sla_class IS NULL OR stated.sla_class = p_class)
    ORDER BY stated.amount = p_amount DESC, stated.name = 'REOPENED_MINIMUM', policy.position
    LIMIT 1;
END;
REVOKE ALL ON FUNCTION read.stated_limit FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read.stated_limit TO jejak_app;

GRANT SELECT ON read.clock TO jejak_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON read.clock TO jejak_proj;
RESET ROLE;
