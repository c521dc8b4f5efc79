-- What the log's append is compared with. For the bench's own database, which is thrown away.
CREATE SCHEMA bench;

-- So that the log can be emptied between two rounds.
ALTER TABLE ledger.event DISABLE TRIGGER ALL;
ALTER TABLE ledger.event_1 DISABLE TRIGGER ALL;
ALTER TABLE ledger.sealed DISABLE TRIGGER ALL;
ALTER TABLE ledger.leaf DISABLE TRIGGER ALL;
ALTER TABLE ledger.checkpoint DISABLE TRIGGER ALL;
-- Most arms run without a sequencer.
UPDATE ledger.log SET most_waiting = 2000000000, longest_wait = '1 year';

-- As little as a row with a body can be.
CREATE TABLE bench.physical (id uuid PRIMARY KEY, body bytea NOT NULL);

-- The row that an append writes, in a table like the log's: partitioned, with its checks and its indexes.
CREATE TABLE bench.same (LIKE ledger.event INCLUDING CONSTRAINTS) PARTITION BY LIST (log_id);
ALTER TABLE bench.same ADD PRIMARY KEY (log_id, stream_id, version), ADD UNIQUE (log_id, event_id);
CREATE INDEX ON bench.same (log_id, tx);
CREATE TABLE bench.same_1 PARTITION OF bench.same FOR VALUES IN (1);
CREATE SEQUENCE bench.same_seq;

-- The designs that lose: the same append, in the order of one lock. All go through a function like this one, which
-- adds nothing, so that only the lock differs.
CREATE TABLE bench.gate ();
CREATE TABLE bench.counter (number bigint NOT NULL);
INSERT INTO bench.counter VALUES (0);

CREATE FUNCTION bench.append_after_nothing(p_stream uuid, p_key uuid, p_facts bytea) RETURNS ledger.written
LANGUAGE plpgsql AS $$
BEGIN
    RETURN ledger.append_one(1::smallint, p_key, sha256('asked'), p_key, 'LIAISON', p_key, NULL, p_stream, 0,
                             'ThingHappened', 1, sha256('schema'), now(), p_facts, sha256('salt'), NULL, NULL);
END $$;

CREATE FUNCTION bench.append_after_table_lock(p_stream uuid, p_key uuid, p_facts bytea) RETURNS ledger.written
LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE bench.gate IN EXCLUSIVE MODE;
    RETURN ledger.append_one(1::smallint, p_key, sha256('asked'), p_key, 'LIAISON', p_key, NULL, p_stream, 0,
                             'ThingHappened', 1, sha256('schema'), now(), p_facts, sha256('salt'), NULL, NULL);
END $$;

CREATE FUNCTION bench.append_after_advisory_lock(p_stream uuid, p_key uuid, p_facts bytea)
RETURNS ledger.written LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(42);
    RETURN ledger.append_one(1::smallint, p_key, sha256('asked'), p_key, 'LIAISON', p_key, NULL, p_stream, 0,
                             'ThingHappened', 1, sha256('schema'), now(), p_facts, sha256('salt'), NULL, NULL);
END $$;

CREATE FUNCTION bench.append_after_counter_row(p_stream uuid, p_key uuid, p_facts bytea)
RETURNS ledger.written LANGUAGE plpgsql AS $$
BEGIN
    UPDATE bench.counter SET number = number + 1;
    RETURN ledger.append_one(1::smallint, p_key, sha256('asked'), p_key, 'LIAISON', p_key, NULL, p_stream, 0,
                             'ThingHappened', 1, sha256('schema'), now(), p_facts, sha256('salt'), NULL, NULL);
END $$;

CREATE FUNCTION bench.append_after_notify(p_stream uuid, p_key uuid, p_facts bytea) RETURNS ledger.written
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('appended', p_key::text);
    RETURN ledger.append_one(1::smallint, p_key, sha256('asked'), p_key, 'LIAISON', p_key, NULL, p_stream, 0,
                             'ThingHappened', 1, sha256('schema'), now(), p_facts, sha256('salt'), NULL, NULL);
END $$;

-- Many events at once into a log of its own, by the owner and past the append: to see how the append does beside them.
CREATE FUNCTION bench.grow(p_log smallint, p_events integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO ledger.event (log_id, stream_id, version, seq, tx, event_id, command_print, recorded_at, entry,
                              leaf_hash, facts, salt)
    SELECT p_log, gen_random_uuid(), 1, nextval('ledger.event_seq'), pg_current_xact_id(), gen_random_uuid(),
           sha256('asked'), now(), convert_to(repeat(md5(n::text), 24), 'UTF8'), sha256(int4send(n)),
           convert_to(repeat(md5(n::text), 18), 'UTF8'), sha256(int4send(n))
      FROM generate_series(1, p_events) n
$$;
