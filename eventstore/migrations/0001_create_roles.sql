-- Who may do what. Roles belong to the whole cluster while a migration belongs to one database, so a role may be
-- there already, or be made by another database at this very moment: both are fine. Login roles have no password
-- here and so cannot log in; the deployment sets passwords (eventstore/migrate.py, set_passwords).
DO $$
DECLARE
    wanted text;
BEGIN
    IF current_setting('server_encoding') <> 'UTF8' THEN
        RAISE EXCEPTION 'the database must be encoded in UTF8: entries are hashed as UTF-8';
    END IF;
    FOREACH wanted IN ARRAY ARRAY['jejak_owner', 'jejak_app', 'jejak_seq', 'jejak_sign', 'jejak_proj',
                                  'jejak_vault', 'jejak_audit'] LOOP
        CONTINUE WHEN EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted);
        BEGIN
            EXECUTE format('CREATE ROLE %I NOINHERIT %s', wanted,
                           CASE wanted WHEN 'jejak_owner' THEN 'NOLOGIN' ELSE 'LOGIN' END);
            IF wanted = 'jejak_app' THEN
                -- A request that died must not hold its streams, and one that waits too long is told so.
                ALTER ROLE jejak_app SET idle_in_transaction_session_timeout = '30s';
                ALTER ROLE jejak_app SET lock_timeout = '10s';
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END LOOP;
    -- Whoever migrates without being a superuser must be able to act as the owner, by SET ROLE only.
    IF NOT pg_catalog.pg_has_role(current_user, 'jejak_owner', 'SET') THEN
        BEGIN
            EXECUTE format('GRANT jejak_owner TO %I WITH INHERIT FALSE, SET TRUE', current_user);
        EXCEPTION WHEN unique_violation THEN
            NULL;
        END;
    END IF;
END $$;

CREATE SCHEMA ledger AUTHORIZATION jejak_owner;
SET LOCAL ROLE jejak_owner;
COMMENT ON SCHEMA ledger IS 'The log: what was recorded, in which order, and what was signed. Only grows.';

-- PostgreSQL lets everybody execute a new function. Here nobody may until a migration says so.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE USAGE ON TYPES FROM PUBLIC;
-- The auditor reads every table of the log, also those of later migrations and logs, and nothing else.
ALTER DEFAULT PRIVILEGES IN SCHEMA ledger GRANT SELECT ON TABLES TO jejak_audit;
ALTER DEFAULT PRIVILEGES IN SCHEMA ledger GRANT SELECT ON SEQUENCES TO jejak_audit;

GRANT USAGE ON SCHEMA ledger TO jejak_app, jejak_seq, jejak_sign, jejak_proj, jejak_audit;
