-- Lists of what is still to be done, each cut and sorted by what the gate's own rows hold.
SET ROLE jejak_owner;

DROP INDEX read.visible_due_idx;  -- of a date that no list was sorted by
ALTER TABLE read.visible
    DROP COLUMN due_on,
    ADD COLUMN intervene_by date,  -- the monitoring point of BAB VII.A.1.e, while nobody has acted on it
    ADD COLUMN late_since   date;  -- the first last day that is over, of a clock that still runs
CREATE INDEX visible_at_risk_idx ON read.visible (audience, intervene_by, complaint) WHERE intervene_by IS NOT NULL;
CREATE INDEX visible_late_idx ON read.visible (audience, late_since, complaint) WHERE late_since IS NOT NULL;

ALTER TABLE read.clock ADD COLUMN noticed_on date;  -- the complainant was told why it is late (BAB VII.A.1.f)

CREATE TABLE read.supervision (
    complaint   uuid    NOT NULL,
    number      integer NOT NULL,
    of_tier     text    NOT NULL,  -- which tier was asked
    asked_on    date    NOT NULL,
    answered_on date,
    CONSTRAINT supervision_pkey PRIMARY KEY (complaint, number)
);
CREATE INDEX supervision_open_idx ON read.supervision (asked_on, complaint, number) WHERE answered_on IS NULL;

GRANT SELECT ON read.supervision TO jejak_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON read.supervision TO jejak_proj;
RESET ROLE;
