-- An address to write to has a key of its own: opening it must not open who the person is.
SET LOCAL ROLE jejak_owner;

ALTER TABLE vault.key DROP CONSTRAINT key_purpose_is_known;
ALTER TABLE vault.key ADD CONSTRAINT key_purpose_is_known CHECK (purpose IN ('PERSON', 'CONTACT', 'CASE', 'RECORD'));
