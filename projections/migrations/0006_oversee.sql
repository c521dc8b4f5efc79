-- What leaders and handlers put on record of their own work. The sealed words stand beside the log and are opened one
-- record at a time; here are the facts. Conduct, evaluations, reports and notes are for the few: each carries a row
-- policy, which the compiled conditions repeat and narrow (a team member shares the leaders' audience).
SET ROLE jejak_owner;

CREATE TABLE read.conduct (
    record        uuid        NOT NULL,  -- the id of the event that recorded it; so in every table here
    institution   uuid        NOT NULL,
    officer       uuid        NOT NULL,
    sanction      text,                  -- null for an appreciation
    triggered_by  uuid[]      NOT NULL,  -- events
    about         uuid,                  -- a complaint, shown only to whoever may know of it
    recorded_by   uuid        NOT NULL,
    recorded_role text        NOT NULL,
    recorded_at   timestamptz NOT NULL,
    CONSTRAINT conduct_pkey PRIMARY KEY (record)
);
CREATE INDEX conduct_institution_idx ON read.conduct (institution, recorded_at);

CREATE TABLE read.target (
    institution    uuid        NOT NULL,
    indicator      text        NOT NULL,
    version        integer     NOT NULL,
    effective_from date        NOT NULL,  -- until another one takes effect
    hundredths     integer     NOT NULL,  -- of a percent, a day, a star
    set_role       text        NOT NULL,
    set_at         timestamptz NOT NULL,
    CONSTRAINT target_pkey PRIMARY KEY (institution, indicator, version)
);

CREATE TABLE read.guidance (
    guidance     uuid    NOT NULL,  -- the id of the event that published its first version
    version      integer NOT NULL,
    institution  uuid,
    issuer       uuid    NOT NULL,  -- a unit
    title        text,              -- texts are null once erased
    text         text,
    link         text,
    published_on date    NOT NULL,  -- in the institution's zone
    CONSTRAINT guidance_pkey PRIMARY KEY (guidance, version)
);

CREATE TABLE read.evaluation (
    record        uuid        NOT NULL,
    institution   uuid        NOT NULL,
    first_day     date        NOT NULL,
    last_day      date        NOT NULL,
    recorded_by   uuid        NOT NULL,
    recorded_role text        NOT NULL,
    recorded_at   timestamptz NOT NULL,
    CONSTRAINT evaluation_pkey PRIMARY KEY (record)
);
CREATE INDEX evaluation_institution_idx ON read.evaluation (institution, recorded_at);

CREATE TABLE read.performance_report (
    record          uuid        NOT NULL,
    institution     uuid        NOT NULL,
    first_day       date        NOT NULL,
    last_day        date        NOT NULL,
    recipient       uuid        NOT NULL,
    recorded_by     uuid        NOT NULL,
    recorded_role   text        NOT NULL,
    recorded_at     timestamptz NOT NULL,
    acknowledged_at timestamptz,
    CONSTRAINT performance_report_pkey PRIMARY KEY (record)
);
CREATE INDEX performance_report_institution_idx ON read.performance_report (institution, recorded_at);

CREATE TABLE read.office_note (
    record        uuid        NOT NULL,
    clause        text        NOT NULL,
    institution   uuid,                  -- null for the ministry's
    unit          uuid        NOT NULL,
    year          integer     NOT NULL,
    recorded_by   uuid        NOT NULL,
    recorded_role text        NOT NULL,
    recorded_at   timestamptz NOT NULL,
    CONSTRAINT office_note_pkey PRIMARY KEY (record)
);
CREATE INDEX office_note_institution_idx ON read.office_note (institution, year);

ALTER TABLE read.conduct ENABLE ROW LEVEL SECURITY;
ALTER TABLE read.evaluation ENABLE ROW LEVEL SECURITY;
ALTER TABLE read.performance_report ENABLE ROW LEVEL SECURITY;
ALTER TABLE read.office_note ENABLE ROW LEVEL SECURITY;
CREATE POLICY conduct_to_overseers ON read.conduct FOR SELECT TO jejak_app USING (
    current_setting('jejak.audience', true) IN ('oversight:' || institution, 'inspectorate:' || institution)
);
CREATE POLICY evaluation_to_overseers ON read.evaluation FOR SELECT TO jejak_app USING (
    current_setting('jejak.audience', true) IN ('oversight:' || institution, 'inspectorate:' || institution)
);
CREATE POLICY report_to_overseers_and_author ON read.performance_report FOR SELECT TO jejak_app USING (
    current_setting('jejak.audience', true) IN ('oversight:' || institution, 'inspectorate:' || institution)
    OR nullif(current_setting('jejak.person', true), '')::uuid = recorded_by
);
CREATE POLICY note_to_overseers_and_author ON read.office_note FOR SELECT TO jejak_app USING (
    current_setting('jejak.audience', true) IN ('oversight:' || institution, 'inspectorate:' || institution)
    OR nullif(current_setting('jejak.person', true), '')::uuid = recorded_by
);
CREATE POLICY conduct_to_the_projector ON read.conduct TO jejak_proj USING (true) WITH CHECK (true);
CREATE POLICY evaluation_to_the_projector ON read.evaluation TO jejak_proj USING (true) WITH CHECK (true);
CREATE POLICY report_to_the_projector ON read.performance_report TO jejak_proj USING (true) WITH CHECK (true);
CREATE POLICY note_to_the_projector ON read.office_note TO jejak_proj USING (true) WITH CHECK (true);

GRANT SELECT ON read.conduct, read.target, read.guidance, read.evaluation, read.performance_report, read.office_note
    TO jejak_app;
GRANT SELECT, INSERT, UPDATE, DELETE
    ON read.conduct, read.target, read.guidance, read.evaluation, read.performance_report, read.office_note
    TO jejak_proj;
RESET ROLE;
