-- The read models. Everything here can be dropped and rebuilt from the log (`jejak rebuild`), so nothing here is
-- a source of truth. The projector writes; the API reads. Only `visible` carries a row policy: it is the gate, and
-- every query reaches the rest of a case from it.
CREATE SCHEMA read AUTHORIZATION jejak_owner;
SET ROLE jejak_owner;

CREATE TABLE read.cursor (
    name       text   NOT NULL,
    position   bigint NOT NULL CHECK (position >= -1),  -- the last position applied; -1 before the first
    stopped_at bigint,  -- the position of an event that cannot be applied; null while the projection goes on
    stopped_by text,    -- the type of the error, never its message: a database quotes whole rows in those
    CONSTRAINT cursor_pkey PRIMARY KEY (name),
    CONSTRAINT cursor_stopped_check CHECK ((stopped_at IS NULL) = (stopped_by IS NULL) AND stopped_at = position + 1)
);

CREATE TABLE read.unit (
    unit   uuid NOT NULL,
    code   text NOT NULL,
    name   text NOT NULL,  -- the public name of an office, never of a person
    kind   text NOT NULL,
    parent uuid,
    CONSTRAINT unit_pkey PRIMARY KEY (unit),
    CONSTRAINT unit_code_key UNIQUE (code)
);

CREATE TABLE read.category (
    category text NOT NULL,
    label_id text NOT NULL,
    label_en text NOT NULL,
    unit     uuid NOT NULL,  -- the unit suggested for it
    CONSTRAINT category_pkey PRIMARY KEY (category)
);

CREATE TABLE read.assignment (
    assignment  uuid NOT NULL,
    person      uuid NOT NULL,
    role        text NOT NULL,
    unit        uuid NOT NULL,
    institution uuid,
    basis       text NOT NULL,
    valid_from  date NOT NULL,  -- both ends included, in the institution's zone
    valid_until date,
    granted_at  bigint NOT NULL,  -- log position, so that "the first assignment" is one and the same for ever
    CONSTRAINT assignment_pkey PRIMARY KEY (assignment)
);
CREATE INDEX assignment_person_idx ON read.assignment (person, granted_at);

CREATE TABLE read.inbox_view (
    unit      uuid        NOT NULL,
    person    uuid        NOT NULL,
    viewed_at timestamptz NOT NULL,
    CONSTRAINT inbox_view_pkey PRIMARY KEY (unit, person)
);

CREATE TABLE read.case_file (
    complaint                 uuid        NOT NULL,
    tracking_number           text        NOT NULL,
    channel                   text        NOT NULL,
    submitted_at              timestamptz NOT NULL,
    status                    text        NOT NULL,
    tier                      text        NOT NULL,  -- the tier that has it now
    type                      text,
    nature                    text,
    supervisory_nature        boolean,
    requires_field_inspection boolean,
    sla_class                 text,
    anonymous                 boolean     NOT NULL,  -- true until decided otherwise
    confidential              boolean     NOT NULL,  -- true until decided otherwise
    protection_decided        boolean     NOT NULL,
    category                  text,
    institution               uuid,
    unit                      uuid,
    headline                  text,
    shown_text                text,
    review_due_on             date        NOT NULL,  -- of the tier that reviews or reviewed it last
    received_by_liaison_at    timestamptz,
    due_on                    date,                  -- end of that day, institution's zone
    intervene_by              date,
    provisional               boolean     NOT NULL,
    initial_response_at       timestamptz,
    final_answer_at           timestamptz,
    completed_at              timestamptz,
    closed_by                 text,
    rating                    smallint CHECK (rating BETWEEN 1 AND 5),
    version                   bigint      NOT NULL,  -- of the complaint's stream
    CONSTRAINT case_file_pkey PRIMARY KEY (complaint),
    CONSTRAINT case_file_tracking_number_key UNIQUE (tracking_number)
);
CREATE INDEX case_file_submitted_idx ON read.case_file (submitted_at, complaint);

CREATE TABLE read.visible (
    audience  text     NOT NULL,  -- public, national, institution:…, unit:…, inspectorate:…, oversight:…, complainant:…
    complaint uuid     NOT NULL,
    due_on    date,               -- what the audience's list is sorted by
    level     smallint NOT NULL CHECK (level BETWEEN 1 AND 5),  -- domain.confidentiality.Level
    barred    uuid[],             -- persons excluded by conflict; null for almost every case
    CONSTRAINT visible_pkey PRIMARY KEY (audience, complaint)
);
CREATE INDEX visible_due_idx ON read.visible (audience, due_on, complaint);
CREATE INDEX visible_complaint_idx ON read.visible (complaint);
ALTER TABLE read.visible ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible_to_its_audience ON read.visible FOR SELECT TO jejak_app USING (
    audience = current_setting('jejak.audience', true)
    AND (barred IS NULL OR NOT nullif(current_setting('jejak.person', true), '')::uuid = ANY (barred))
);
CREATE POLICY visible_to_the_projector ON read.visible TO jejak_proj USING (true) WITH CHECK (true);

CREATE TABLE read.inbox_item (
    audience   text        NOT NULL,
    complaint  uuid        NOT NULL,
    task       text        NOT NULL,
    arrived_at timestamptz NOT NULL,
    due_on     date        NOT NULL,
    CONSTRAINT inbox_item_pkey PRIMARY KEY (complaint)  -- a case waits for one audience at a time
);
CREATE INDEX inbox_item_due_idx ON read.inbox_item (audience, due_on, complaint);

-- Where the agencies belong, as the log told the statistics: the table of units is another projection's, and may be
-- ahead of this one or behind it.
CREATE TABLE read.agency (
    unit        uuid NOT NULL,
    institution uuid NOT NULL,
    CONSTRAINT agency_pkey PRIMARY KEY (unit)
);

CREATE TABLE read.placement (
    complaint   uuid NOT NULL,
    unit        uuid NOT NULL,  -- an institution, or a unit below it
    institution uuid NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('INSTITUTION', 'OWNER', 'CC')),
    status      text NOT NULL,  -- as this custodian reports it: the columns of BAB VII
    received_on date NOT NULL,  -- the day the complaint reached the institution: it decides the period
    placed_on   date NOT NULL,
    CONSTRAINT placement_pkey PRIMARY KEY (complaint, unit)
);
CREATE INDEX placement_institution_idx ON read.placement (institution, received_on);

CREATE TABLE read.follow_up_action (
    position    bigint  NOT NULL,
    complaint   uuid    NOT NULL,
    unit        uuid    NOT NULL,
    institution uuid    NOT NULL,
    action      text    NOT NULL,
    days        integer NOT NULL,  -- calendar days since the unit received the case, institution's zone
    CONSTRAINT follow_up_action_pkey PRIMARY KEY (position)
);
CREATE INDEX follow_up_action_complaint_idx ON read.follow_up_action (complaint);

CREATE TABLE read.history_entry (
    position          bigint      NOT NULL,
    complaint         uuid        NOT NULL,
    event_id          uuid        NOT NULL,
    leaf_hash         bytea       NOT NULL,
    type              text        NOT NULL,
    occurred_at       timestamptz NOT NULL,
    recorded_at       timestamptz NOT NULL,
    actor             uuid        NOT NULL,
    actor_role        text        NOT NULL,
    unit              uuid,
    due_on            date,
    rule              text,
    clause            text,
    for_auditors_only boolean     NOT NULL,  -- refusals and openings: facts for the inspectorate
    CONSTRAINT history_entry_pkey PRIMARY KEY (position)
);
CREATE INDEX history_entry_complaint_idx ON read.history_entry (complaint, position);

GRANT USAGE ON SCHEMA read TO jejak_app, jejak_proj;
GRANT SELECT ON ALL TABLES IN SCHEMA read TO jejak_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA read TO jejak_proj;
RESET ROLE;
