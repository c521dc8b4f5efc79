-- Keys for the texts of records that an office keeps about its own people and work: each record has its own, so one
-- can be erased and the others stay.
SET LOCAL ROLE jejak_owner;

ALTER TABLE vault.key DROP CONSTRAINT key_purpose_is_known;
ALTER TABLE vault.key ADD CONSTRAINT key_purpose_is_known CHECK (purpose IN ('PERSON', 'CASE', 'RECORD'));
