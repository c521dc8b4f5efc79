-- The tables of the log. Rows are added and never changed: no login role has more than EXECUTE on functions and
-- SELECT, and a trigger stops the owner's own mistakes. Both, because each can fail.
--
-- There are no foreign keys to ledger.log and none between event, sealed and leaf: checking one locks the row it
-- points to, which would make every writer wait for every other. The append function and the sequencer are the
-- only ways in, an event without its log's partition cannot be stored, and the verification checks the rest.
SET LOCAL ROLE jejak_owner;

CREATE TABLE ledger.log (
    log_id    smallint NOT NULL CONSTRAINT log_pkey PRIMARY KEY CHECK (log_id > 0),
    origin    text     NOT NULL CONSTRAINT log_origin_key UNIQUE,  -- the C2SP name, in every entry and signature
    authority uuid     NOT NULL,                                   -- whose log it is; public
    state     text     NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closing', 'closed')),
    CONSTRAINT log_origin_is_a_c2sp_name CHECK (origin ~ '^[!-*,-~]{1,200}$')  -- visible ASCII, no plus sign
);
COMMENT ON TABLE ledger.log IS 'One row a log: an authority, or an authority and a year.';

-- One for all logs. CACHE 1 is part of the proof of the order: a number drawn later must be higher.
CREATE SEQUENCE ledger.event_seq AS bigint CACHE 1;

CREATE TABLE ledger.event (
    log_id        smallint    NOT NULL,
    stream_id     uuid        NOT NULL,
    version       bigint      NOT NULL CHECK (version > 0),  -- place in its stream, from 1, no gaps
    seq           bigint      NOT NULL,  -- drawn after the previous version was read; orders, may have gaps
    tx            xid8        NOT NULL,  -- the writing transaction: lets the sequencer see what has committed
    event_id      uuid        NOT NULL,  -- from (scope, command key, ordinal): finds what a repeated command wrote
    command_print bytea       NOT NULL CHECK (octet_length(command_print) = 32),  -- tells a repeat from a reuse
    recorded_at   timestamptz NOT NULL,  -- real time at the database; data only, no order follows from it
    entry         bytea       NOT NULL CHECK (octet_length(entry) <= 60000),  -- the exact bytes that are hashed
    leaf_hash     bytea       NOT NULL CHECK (octet_length(leaf_hash) = 32),  -- SHA-256(0x00 || entry)
    facts         bytea       NOT NULL,  -- canonical JSON, no personal data, kept for ever
    salt          bytea       NOT NULL CHECK (octet_length(salt) = 32),  -- facts_commit = SHA-256(salt || facts)
    CONSTRAINT event_pkey PRIMARY KEY (log_id, stream_id, version),
    CONSTRAINT event_event_id_key UNIQUE (log_id, event_id)
) PARTITION BY LIST (log_id);
CREATE INDEX event_tx_idx ON ledger.event (log_id, tx);
COMMENT ON TABLE ledger.event IS
    'The events. Type, actor and times are read from the entry, so that what is read is what is hashed.';

CREATE TABLE ledger.sealed (
    log_id      smallint NOT NULL,
    stream_id   uuid     NOT NULL,
    version     bigint   NOT NULL,
    part        smallint NOT NULL CHECK (part >= 0),  -- which of the event's texts
    -- version 1, suite 1, generation 4, message id 32, commitment 32, body; empty once erased
    record      bytea    NOT NULL CHECK (octet_length(record) = 0 OR octet_length(record) >= 70),
    subject_ref uuid,                                  -- whose erasure takes it along
    CONSTRAINT sealed_pkey PRIMARY KEY (log_id, stream_id, version, part)
);
COMMENT ON TABLE ledger.sealed IS 'Texts beside events, the only rows that are ever emptied (by erasure).';

CREATE TABLE ledger.leaf (
    log_id    smallint NOT NULL,
    position  bigint   NOT NULL CHECK (position >= 0),  -- place in the global order and in the tree, from 0, dense
    seq       bigint   NOT NULL,
    leaf_hash bytea    NOT NULL CHECK (octet_length(leaf_hash) = 32),
    stream_id uuid     NOT NULL,
    version   bigint   NOT NULL,
    CONSTRAINT leaf_pkey PRIMARY KEY (log_id, position),
    CONSTRAINT leaf_seq_key UNIQUE (log_id, seq)
);
COMMENT ON TABLE ledger.leaf IS 'The order: which event has which position. Written by the sequencer alone.';

CREATE TABLE ledger.seq_state (
    log_id        smallint    NOT NULL CONSTRAINT seq_state_pkey PRIMARY KEY,
    snap          pg_snapshot NOT NULL,  -- every event whose transaction is visible in it has a position
    target        pg_snapshot,           -- the snapshot being worked off, null when there is none
    target_lsn    pg_lsn,                -- everything visible in target was written before this WAL position
    progress      bigint      NOT NULL DEFAULT 0,  -- the greatest seq of target that has a position, 0 at first
    next_position bigint      NOT NULL DEFAULT 0,  -- the size of the tree
    epoch         bigint      NOT NULL DEFAULT 1,  -- counts anchors: one more after each restore from a dump
    CONSTRAINT seq_state_target_has_its_lsn CHECK ((target IS NULL) = (target_lsn IS NULL))
);
COMMENT ON TABLE ledger.seq_state IS 'How far the sequencer came.';

CREATE TABLE ledger.checkpoint (
    log_id       smallint    NOT NULL,
    size         bigint      NOT NULL CHECK (size >= 0),
    root         bytea       NOT NULL CHECK (octet_length(root) = 32),
    note         text        NOT NULL,  -- the signed note, exactly as published
    published_at timestamptz NOT NULL,
    CONSTRAINT checkpoint_pkey PRIMARY KEY (log_id, size)
);
COMMENT ON TABLE ledger.checkpoint IS 'What was signed: one root for a size, and never a smaller size again.';

CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of %.% are never changed: % is refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'JJK00';
END $$;

-- ENABLE ALWAYS: also in a session that calls itself a replica. A partition gets the same trigger when its log is
-- opened, since a statement that names the partition does not fire the parent's.
CREATE TRIGGER event_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.event
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
ALTER TABLE ledger.event ENABLE ALWAYS TRIGGER event_only_grows;
CREATE TRIGGER sealed_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.sealed
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
ALTER TABLE ledger.sealed ENABLE ALWAYS TRIGGER sealed_only_grows;
CREATE TRIGGER leaf_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.leaf
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
ALTER TABLE ledger.leaf ENABLE ALWAYS TRIGGER leaf_only_grows;
CREATE TRIGGER checkpoint_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
ALTER TABLE ledger.checkpoint ENABLE ALWAYS TRIGGER checkpoint_only_grows;
CREATE TRIGGER log_is_kept BEFORE DELETE OR TRUNCATE ON ledger.log
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
ALTER TABLE ledger.log ENABLE ALWAYS TRIGGER log_is_kept;
CREATE TRIGGER seq_state_is_kept BEFORE DELETE OR TRUNCATE ON ledger.seq_state
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
ALTER TABLE ledger.seq_state ENABLE ALWAYS TRIGGER seq_state_is_kept;

GRANT SELECT ON ledger.event, ledger.leaf, ledger.log TO jejak_proj;
GRANT SELECT ON ledger.leaf, ledger.log, ledger.checkpoint TO jejak_sign;

-- Opens the log of an authority and gives its number; asked again, gives the same number. For the migrator only.
-- The first snapshot has nothing visible in it, so that even an event of the opening transaction is found.
CREATE FUNCTION ledger.open_log(p_origin text, p_authority uuid) RETURNS smallint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_log ledger.log;
BEGIN
    LOCK TABLE ledger.log IN SHARE ROW EXCLUSIVE MODE;
    SELECT * INTO v_log FROM ledger.log WHERE origin = p_origin;
    IF FOUND THEN
        IF v_log.authority <> p_authority THEN
            RAISE EXCEPTION 'the log % belongs to another authority', p_origin USING ERRCODE = 'JJK01';
        END IF;
        RETURN v_log.log_id;
    END IF;
    INSERT INTO ledger.log (log_id, origin, authority)
    SELECT coalesce(max(log_id), 0) + 1, p_origin, p_authority FROM ledger.log
    RETURNING * INTO v_log;
    INSERT INTO ledger.seq_state (log_id, snap) VALUES (v_log.log_id, '1:1:');
    EXECUTE format('CREATE TABLE ledger.event_%s PARTITION OF ledger.event FOR VALUES IN (%s)',
                   v_log.log_id, v_log.log_id);
    EXECUTE format('CREATE TRIGGER event_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.event_%s '
                   'FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change()', v_log.log_id);
    EXECUTE format('ALTER TABLE ledger.event_%s ENABLE ALWAYS TRIGGER event_only_grows', v_log.log_id);
    RETURN v_log.log_id;
END $$;
