-- The wrapped data keys, apart from everything they open. The vault may live in another cluster than the log, so its
-- roles are made here too where they are missing; passwords come from the deployment.
--
-- Only jejak_vault may read or add a key, and it may neither change nor remove one: rotation and erasure will each
-- come with a function of their own. Whoever holds this table without the key-encryption key holds noise.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['jejak_owner', 'jejak_vault'] LOOP
        CONTINUE WHEN EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted);
        BEGIN
            EXECUTE format('CREATE ROLE %I NOINHERIT %s', wanted,
                           CASE wanted WHEN 'jejak_owner' THEN 'NOLOGIN' ELSE 'LOGIN' END);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END LOOP;
    IF NOT pg_catalog.pg_has_role(current_user, 'jejak_owner', 'SET') THEN
        BEGIN
            EXECUTE format('GRANT jejak_owner TO %I WITH INHERIT FALSE, SET TRUE', current_user);
        EXCEPTION WHEN unique_violation THEN
            NULL;  -- another database's migration was quicker; roles are the cluster's
        END;
    END IF;
END $$;

CREATE SCHEMA vault AUTHORIZATION jejak_owner;

SET LOCAL ROLE jejak_owner;

COMMENT ON SCHEMA vault IS 'Wrapped data keys. Its backups never lie with those of the data.';

CREATE TABLE vault.key (
    subject    uuid    NOT NULL,  -- a person, or a case for the texts of that case
    purpose    text    NOT NULL CONSTRAINT key_purpose_is_known CHECK (purpose IN ('PERSON', 'CASE')),
    generation integer NOT NULL CONSTRAINT key_generation_counts_from_one CHECK (generation > 0),
    epoch      integer NOT NULL CONSTRAINT key_epoch_counts_from_one CHECK (epoch > 0),  -- whose KEK wrapped it
    wrapped    bytea,             -- nonce 12, AES-256-GCM-SIV ciphertext 32, tag 16; null once destroyed
    CONSTRAINT key_pkey PRIMARY KEY (subject, purpose, generation),
    CONSTRAINT key_is_wrapped CHECK (octet_length(wrapped) = 60)
);
COMMENT ON TABLE vault.key IS 'One data key a subject, purpose and generation. A destroyed one keeps its row, so '
    'that nobody is given a new key for what was erased.';

GRANT USAGE ON SCHEMA vault TO jejak_vault;
GRANT SELECT, INSERT ON vault.key TO jejak_vault;
