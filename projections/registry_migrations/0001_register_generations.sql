-- Versions of the read models side by side. A generation is the whole set of them in a schema of its own; the one
-- that is read has the schema `read`, and a flip swaps names (projections/generations.py). This table lies in
-- neither, because names of schemas change under it.
CREATE SCHEMA projection AUTHORIZATION jejak_owner;
SET ROLE jejak_owner;

CREATE TABLE projection.generation (
    number      smallint    NOT NULL CHECK (number > 0),  -- never given twice
    schema_name text        NOT NULL,
    state       text        NOT NULL CHECK (state IN ('building', 'ready', 'live', 'standby', 'dropped')),
    made_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    changed_at  timestamptz NOT NULL DEFAULT clock_timestamp(),  -- when it got this state
    CONSTRAINT generation_pkey PRIMARY KEY (number),
    CONSTRAINT generation_schema_name_key UNIQUE (schema_name),
    CONSTRAINT generation_live_check CHECK ((state = 'live') = (schema_name = 'read'))
);
COMMENT ON TABLE projection.generation IS
    'building: being made; ready: at the head and followed; live: read; standby: was read, still followed.';

INSERT INTO projection.generation (number, schema_name, state) VALUES (1, 'read', 'live');

GRANT USAGE ON SCHEMA projection TO jejak_app, jejak_proj;
GRANT SELECT ON projection.generation TO jejak_app, jejak_proj;
RESET ROLE;
