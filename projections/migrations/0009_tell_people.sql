-- Who was told of what. No row holds a word that anybody wrote, nor an address: only where its sealed record stands.
SET ROLE jejak_owner;

CREATE TABLE read.notice (
    position    bigint      NOT NULL,
    audience    text        NOT NULL,  -- as in read.visible
    kind        text        NOT NULL,
    complaint   uuid        NOT NULL,
    event_id    uuid        NOT NULL,
    occurred_at timestamptz NOT NULL,
    CONSTRAINT notice_pkey PRIMARY KEY (position, audience, kind)
);
CREATE INDEX notice_complaint_idx ON read.notice (complaint, audience, position);

CREATE TABLE read.address (
    recipient   uuid     NOT NULL,  -- an assignment, or the complaint for its complainant
    audience    text     NOT NULL,
    person      uuid,                 -- null for a complainant
    stream      uuid     NOT NULL,  -- with version and part: where the sealed address stands
    version     bigint   NOT NULL,
    part        smallint NOT NULL,
    valid_from  date,
    valid_until date,
    CONSTRAINT address_pkey PRIMARY KEY (recipient)
);
CREATE INDEX address_audience_idx ON read.address (audience);

CREATE TABLE read.message (
    event_id   uuid        NOT NULL,
    recipient  uuid        NOT NULL,
    position   bigint      NOT NULL,
    kind       text        NOT NULL,
    complaint  uuid        NOT NULL,
    state      text        NOT NULL CHECK (state IN ('WAITING', 'DISPATCHED', 'SENT', 'FAILED')),
    attempts   smallint    NOT NULL,
    fault      text,                  -- of the last attempt
    changed_at timestamptz,
    CONSTRAINT message_pkey PRIMARY KEY (event_id, recipient)
);
-- DISPATCHED without an end: the sender died while the mail server may have had it. It is never sent a second time.
CREATE INDEX message_due_idx ON read.message (position) WHERE state IN ('WAITING', 'FAILED');

GRANT SELECT ON read.notice, read.address, read.message TO jejak_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON read.notice, read.address, read.message TO jejak_proj;
RESET ROLE;
