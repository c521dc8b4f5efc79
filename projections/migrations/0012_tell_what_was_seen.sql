-- What was opened of a case by whom, and whom a conflict has excluded from it since.
SET ROLE jejak_owner;

CREATE TABLE read.opening (
    position  bigint      NOT NULL,  -- in the log
    complaint uuid        NOT NULL,
    event_id  uuid        NOT NULL,
    person    uuid        NOT NULL,
    role      text        NOT NULL,
    purpose   text        NOT NULL,
    kinds     text[]      NOT NULL,  -- what the opening could show
    version   bigint      NOT NULL,  -- of the complaint's stream: what was written later was not shown
    opened_at timestamptz NOT NULL,
    CONSTRAINT opening_pkey PRIMARY KEY (position)
);
CREATE INDEX opening_complaint_idx ON read.opening (complaint, position);

-- Ever, and not today: what somebody saw, they saw in a role that may have ended.
CREATE TABLE read.role_held (
    person   uuid NOT NULL,
    role     text NOT NULL,
    audience text NOT NULL,
    CONSTRAINT role_held_pkey PRIMARY KEY (person, role, audience)
);

CREATE TABLE read.exclusion (
    complaint uuid NOT NULL,
    excluded  text NOT NULL,  -- an audience, or "person:" and an id
    CONSTRAINT exclusion_pkey PRIMARY KEY (complaint, excluded)
);

GRANT SELECT ON read.opening, read.role_held, read.exclusion TO jejak_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON read.opening, read.role_held, read.exclusion TO jejak_proj;
RESET ROLE;
