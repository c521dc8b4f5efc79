-- The documents of a case, which of them an audience may open, and who opened one.
SET ROLE jejak_owner;

CREATE TABLE read.document (
    document    uuid        NOT NULL,
    complaint   uuid        NOT NULL,
    about       text        NOT NULL,  -- domain.vocabulary.About: decides who may open it
    media_type  text        NOT NULL,
    size        integer     NOT NULL,  -- bytes: as announced, then as served
    position    bigint      NOT NULL,  -- in the log, of the last event about it
    received_at timestamptz,            -- null while its bytes are waited for
    digest      bytea,                  -- SHA-256 of the sealed bytes
    event_id    uuid,
    CONSTRAINT document_pkey PRIMARY KEY (document)
);
CREATE INDEX document_complaint_idx ON read.document (complaint, position);

CREATE TABLE read.document_opening (
    opening   uuid   NOT NULL,
    complaint uuid   NOT NULL,
    version   bigint NOT NULL,  -- of the stream of what was looked at in this case
    CONSTRAINT document_opening_pkey PRIMARY KEY (opening)
);

GRANT SELECT ON read.document, read.document_opening TO jejak_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON read.document, read.document_opening TO jejak_proj;

-- What the documents belong to that this audience may open; none until the row is written again.
ALTER TABLE read.visible ADD COLUMN documents text[] NOT NULL DEFAULT '{}';
ALTER TABLE read.opening ADD COLUMN document uuid;  -- null: texts were opened
RESET ROLE;
