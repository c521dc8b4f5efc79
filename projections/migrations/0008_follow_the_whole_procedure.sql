-- What the whole procedure adds to a case's row: how it came in, where it was parked and why, whose turn it is, what it
-- waits for. Rows of before are made again by a rebuild; until then they have what can be said of them.
SET ROLE jejak_owner;

ALTER TABLE read.case_file
    ALTER COLUMN review_due_on DROP NOT NULL,            -- a liaison's own entry has no review of three days
    ADD COLUMN received_on    date     NOT NULL DEFAULT '-infinity',  -- the day it physically arrived
    ADD COLUMN entered_on     date,                      -- where an officer entered it by hand
    ADD COLUMN backdated      boolean  NOT NULL DEFAULT false,
    ADD COLUMN archive_reason text,
    ADD COLUMN owner_role     text     NOT NULL DEFAULT 'NATIONAL_ADMIN',  -- whose turn it is: one role,
    ADD COLUMN owner_unit     uuid,                      -- of one unit or institution; null: the national admin
    ADD COLUMN referred       boolean  NOT NULL DEFAULT false,
    ADD COLUMN returns        smallint NOT NULL DEFAULT 0,
    ADD COLUMN disputes       smallint NOT NULL DEFAULT 0,
    ADD COLUMN lead           uuid,                      -- the complaint of which it is a duplicate
    ADD COLUMN waiting_since  date,                      -- for the complainant; stops no clock
    ADD COLUMN waited_days    integer  NOT NULL DEFAULT 0,
    ADD COLUMN viewed_at      timestamptz;               -- the unit's first look at its inbox since it has the case
CREATE INDEX case_file_unviewed_idx ON read.case_file (unit) WHERE viewed_at IS NULL AND status <> 'COMPLETED';
CREATE INDEX case_file_closed_unseen_idx ON read.case_file (completed_at DESC, complaint)
    WHERE viewed_at IS NULL AND unit IS NOT NULL AND status = 'COMPLETED';
CREATE INDEX case_file_waiting_idx ON read.case_file (waiting_since, complaint) WHERE waiting_since IS NOT NULL;
CREATE INDEX case_file_returned_idx ON read.case_file (returns DESC, complaint) WHERE returns > 0;
CREATE INDEX case_file_entered_idx ON read.case_file (received_on DESC, complaint) WHERE entered_on IS NOT NULL;

-- The list of an audience, by status and by day, without a look at any case it may not know of.
ALTER TABLE read.visible
    ADD COLUMN submitted_at timestamptz NOT NULL DEFAULT '-infinity',
    ADD COLUMN status       text        NOT NULL DEFAULT 'UNVERIFIED';
CREATE INDEX visible_submitted_idx ON read.visible (audience, submitted_at DESC, complaint);
CREATE INDEX visible_status_idx ON read.visible (audience, status, submitted_at DESC, complaint);

UPDATE read.case_file SET received_on = submitted_at::date;
UPDATE read.visible SET submitted_at = case_file.submitted_at, status = case_file.status
FROM read.case_file WHERE case_file.complaint = visible.complaint;
ALTER TABLE read.case_file ALTER COLUMN received_on DROP DEFAULT;
ALTER TABLE read.visible ALTER COLUMN submitted_at DROP DEFAULT, ALTER COLUMN status DROP DEFAULT;
RESET ROLE;
