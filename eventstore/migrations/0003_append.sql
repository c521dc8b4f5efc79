-- The only way to write an event. Why it is right, step by step, is told in eventstore/README.md.
--
-- The application calls ledger.append, and ledger.append_one for what is short enough for it; the other functions are
-- their parts, called by nobody else, and run with their rights and their search path.
--
-- A call costs little more than the INSERT in it. What that rests on: expressions are few (each one is prepared anew in
-- every transaction), one statement does the work of several, and a function made of one expression is put into the
-- statement that calls it.
SET LOCAL ROLE jejak_owner;

CREATE TYPE ledger.new_part AS (part smallint, record bytea, subject_ref uuid);
CREATE TYPE ledger.new_item AS (
    stream_id uuid, expected bigint,  -- the version before the command: a number from 0, -1 any, -2 exists
    type text, schema_version integer, schema_hash bytea, occurred_at timestamptz,
    facts bytea, content bytea, sealed ledger.new_part[]
);
CREATE TYPE ledger.stream_guard AS (stream_id uuid, expected bigint);
CREATE TYPE ledger.new_command AS (
    scope text, key uuid, fingerprint bytea, actor uuid, actor_role text, correlation uuid, causation uuid,
    items ledger.new_item[], guards ledger.stream_guard[]
);
-- appended, repeated: one row an item. moved: expected, the current version, the first events after the expected.
-- key_reused: nothing more.
CREATE TYPE ledger.append_result AS (
    command integer, outcome text, stream_id uuid, version bigint, event_id uuid, seq bigint, leaf_hash bytea,
    type text, expected bigint, missed uuid[]
);

-- The same as eventstore/ids.py. The nested set_bit calls write version 8 and the variant of RFC 9562 (bits of a
-- byte count from the right).
CREATE FUNCTION ledger.event_id(p_origin text, p_scope text, p_key uuid, p_ordinal integer) RETURNS uuid
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN encode(set_bit(set_bit(set_bit(set_bit(set_bit(set_bit(substr(sha256(
           '\x6a656a616b206576656e7420696400'::bytea || convert_to(p_origin, 'UTF8') || '\x00'::bytea
           || convert_to(p_scope, 'UTF8') || '\x00'::bytea || uuid_send(p_key) || int4send(p_ordinal)), 1, 16),
       55, 1), 54, 0), 53, 0), 52, 0), 71, 1), 70, 0), 'hex')::uuid;

CREATE FUNCTION ledger.instant(p_at timestamptz) RETURNS text LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');

-- What an entry says of the parts beside it: the commitment each record carries, and the hash of its bytes.
CREATE FUNCTION ledger.parts_text(p_sealed ledger.new_part[]) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN (
    SELECT '[' || coalesce(string_agg('{"commitment":"' || encode(substr(record, 39, 32), 'hex')
           || '","part":' || part || ',"record_hash":"' || encode(sha256(record), 'hex') || '"}',
           ',' ORDER BY part), '') || ']'
      FROM unnest(p_sealed)
);

-- The entry: canonical JSON (RFC 8785), so the members stand in alphabetical order and nothing is optional in the
-- spelling. Null if a value is missing that must be there, which the table refuses. The content is cast to json only to
-- be sure that it is one complete value and cannot close the object it stands in.
CREATE FUNCTION ledger.entry(
    p_actor uuid, p_actor_role text, p_causation uuid, p_fingerprint bytea, p_content bytea, p_correlation uuid,
    p_event uuid, p_facts_commit bytea, p_origin text, p_occurred timestamptz, p_prev bytea, p_recorded timestamptz,
    p_schema_hash bytea, p_schema_version integer, p_sealed text, p_stream uuid, p_type text, p_version bigint
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
    WHEN num_nulls(p_actor, p_actor_role, p_correlation, p_occurred, p_schema_hash, p_schema_version, p_type) = 0
    THEN convert_to(format(
        '{"actor":"%s","actor_role":%s%s,"command":"%s"%s,"correlation":"%s","event_id":"%s","facts_commit":"%s",'
        '"format":1,"log":%s,"occurred":"%s"%s,"recorded":"%s","schema_hash":"%s","schema_version":%s,"sealed":%s,'
        '"stream":"%s","type":%s,"version":%s}',
        p_actor, to_json(p_actor_role), ',"causation":"' || p_causation || '"', encode(p_fingerprint, 'hex'),
        ',"content":' || convert_from(p_content, 'UTF8')::json, p_correlation, p_event, encode(p_facts_commit, 'hex'),
        to_json(p_origin), ledger.instant(p_occurred), ',"prev":"' || encode(p_prev, 'hex') || '"',
        ledger.instant(p_recorded), encode(p_schema_hash, 'hex'), p_schema_version, p_sealed, p_stream,
        to_json(p_type), p_version), 'UTF8')
    END;

-- What a command wrote, in the order of its items. No row if it wrote nothing.
CREATE FUNCTION ledger.written_by(p_log smallint, p_origin text, p_scope text, p_key uuid)
RETURNS SETOF ledger.event LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_ordinal integer := 0;
    v_event   ledger.event;
BEGIN
    LOOP
        SELECT * INTO v_event FROM ledger.event
         WHERE log_id = p_log AND event_id = ledger.event_id(p_origin, p_scope, p_key, v_ordinal);
        EXIT WHEN NOT FOUND;
        RETURN NEXT v_event;
        v_ordinal := v_ordinal + 1;
    END LOOP;
END $$;

-- What a key that was used before is answered with.
CREATE FUNCTION ledger.earlier_answer(p_log smallint, p_origin text, p_number integer, p_command ledger.new_command)
RETURNS ledger.append_result[] LANGUAGE sql STABLE
RETURN ARRAY(
    SELECT CASE WHEN w.command_print = (p_command).fingerprint
                THEN ROW(p_number, 'repeated', w.stream_id, w.version, w.event_id, w.seq, w.leaf_hash,
                         convert_from(w.entry, 'UTF8')::json ->> 'type', NULL, NULL)::ledger.append_result
                ELSE ROW(p_number, 'key_reused', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)::ledger.append_result
                END
      FROM ledger.written_by(p_log, p_origin, (p_command).scope, (p_command).key) w
);

CREATE FUNCTION ledger.head(p_log smallint, p_stream uuid) RETURNS TABLE (version bigint, leaf_hash bytea)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT e.version, e.leaf_hash FROM ledger.event e
     WHERE e.log_id = p_log AND e.stream_id = p_stream ORDER BY e.version DESC LIMIT 1;
END;

CREATE FUNCTION ledger.as_expected(p_expected bigint, p_version bigint) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_expected WHEN -1 THEN true
                       WHEN -2 THEN p_version > 0
                       ELSE p_version IS NOT DISTINCT FROM p_expected END;

-- The first expectation of a command that does not hold, as a result to hand back; null if all hold.
CREATE FUNCTION ledger.broken_expectation(p_log smallint, p_number integer, p_command ledger.new_command)
RETURNS ledger.append_result LANGUAGE sql STABLE
RETURN (
    SELECT ROW(p_number, 'moved', w.stream_id, coalesce(head.version, 0), NULL, NULL, NULL, NULL, w.expected,
               ARRAY(SELECT missed.event_id FROM ledger.event missed
                      WHERE missed.log_id = p_log AND missed.stream_id = w.stream_id
                        AND missed.version > w.expected AND w.expected >= 0
                      ORDER BY missed.version LIMIT 100))::ledger.append_result
      FROM (SELECT stream_id, expected FROM unnest(p_command.items)
            UNION ALL SELECT stream_id, expected FROM unnest(p_command.guards)) w
      LEFT JOIN LATERAL ledger.head(p_log, w.stream_id) head ON true
     WHERE NOT ledger.as_expected(w.expected, coalesce(head.version, 0))
     LIMIT 1
);

-- Back-pressure. What has no position is protected by the database alone, and comes down on the readers at once when
-- the sequencer is back. So a log in which too much waits is marked, and takes nothing until half of it has been worked
-- off. To look is cheap but not free: it is done now and then after an append (by eventstore/store.py), and by whoever
-- finds the log marked, so the mark goes by itself.
ALTER TABLE ledger.log
    ADD COLUMN crowded      boolean  NOT NULL DEFAULT false,  -- the mark
    ADD COLUMN most_waiting integer  NOT NULL DEFAULT 50000 CHECK (most_waiting >= 0),  -- events without a position
    ADD COLUMN longest_wait interval NOT NULL DEFAULT '5 minutes';  -- of the oldest of them

-- Looks how much waits, marks the log or takes the mark back, and answers whether it is marked. One at a time looks;
-- the others believe the mark.
CREATE FUNCTION ledger.watch_backlog(p_log smallint) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off  -- the plan is kept while the table grows
AS $$
DECLARE
    v_log     ledger.log;
    v_since   xid8;
    v_last    bigint;
    v_waiting bigint := 0;
    v_oldest  timestamptz;
    v_crowded boolean;
BEGIN
    SELECT * INTO v_log FROM ledger.log WHERE log_id = p_log;
    IF NOT pg_try_advisory_xact_lock(1784310125, p_log) THEN
        RETURN v_log.crowded;
    END IF;
    SELECT pg_snapshot_xmax(s.snap), coalesce((SELECT l.seq FROM ledger.leaf l WHERE l.log_id = p_log
                                                ORDER BY l.position DESC LIMIT 1), 0)
      INTO v_since, v_last FROM ledger.seq_state s WHERE s.log_id = p_log;
    SELECT e.recorded_at INTO v_oldest FROM ledger.event e
     WHERE e.log_id = p_log AND e.tx >= v_since AND e.seq > v_last ORDER BY e.tx LIMIT 1;
    -- Counted only where there can be that many: numbers of what was rolled back are in the difference too.
    IF (SELECT last_value FROM ledger.event_seq) - v_last > v_log.most_waiting / 2 THEN
        SELECT count(*) INTO v_waiting
          FROM (SELECT FROM ledger.event e WHERE e.log_id = p_log AND e.tx >= v_since AND e.seq > v_last
                 LIMIT v_log.most_waiting + 1) w;
    END IF;
    v_crowded := v_waiting > CASE WHEN v_log.crowded THEN v_log.most_waiting / 2 ELSE v_log.most_waiting END
                 OR coalesce(v_oldest < clock_timestamp() - v_log.longest_wait, false);
    UPDATE ledger.log SET crowded = v_crowded WHERE log_id = p_log AND crowded <> v_crowded;
    RETURN v_crowded;
END $$;

-- 122 bits of the operating system's randomness, and 52 of a generator that every session seeds from there. Salts are
-- made of it, so that nobody can try out facts against an entry.
CREATE FUNCTION ledger.secret() RETURNS bytea LANGUAGE sql VOLATILE
RETURN uuid_send(gen_random_uuid()) || float8send(random());

-- Refuses a transaction in which the promises cannot be kept, and a log that takes nothing. Answers the log's origin.
CREATE FUNCTION ledger.begin_append(p_log smallint) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_log ledger.log;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'append needs READ COMMITTED: it must see what it waited for' USING ERRCODE = 'JJK04';
    END IF;
    IF current_setting('synchronous_commit') NOT IN ('on', 'remote_apply') THEN
        PERFORM set_config('synchronous_commit', 'on', true);
    END IF;
    SELECT * INTO v_log FROM ledger.log WHERE log_id = p_log;
    IF v_log.state IS DISTINCT FROM 'open' THEN
        RAISE EXCEPTION 'the log is not open'
            USING ERRCODE = CASE WHEN v_log.state IS NULL THEN 'JJK02' ELSE 'JJK03' END;
    END IF;
    IF v_log.crowded AND ledger.watch_backlog(p_log) THEN
        RAISE EXCEPTION 'too many events wait for their position' USING ERRCODE = 'JJK09';
    END IF;
    RETURN v_log.origin;
END $$;

-- Waits for its turn on everything the commands touch: written streams and command keys alone, guarded streams
-- together with others. In one sorted pass, so two calls can never wait for each other. Two ids with one hash only
-- cost a wait.
CREATE FUNCTION ledger.take_turns(p_log smallint, p_commands ledger.new_command[]) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM CASE WHEN alone THEN pg_advisory_xact_lock(turn) IS NULL
                 ELSE pg_advisory_xact_lock_shared(turn) IS NULL END
       FROM (SELECT turn, bool_or(alone) AS alone
               FROM (SELECT uuid_hash_extended(i.stream_id, p_log) AS turn, true AS alone
                       FROM unnest(p_commands) c, unnest(c.items) i
                     UNION ALL
                     SELECT uuid_hash_extended(c.key, p_log), true FROM unnest(p_commands) c
                     UNION ALL
                     SELECT uuid_hash_extended(g.stream_id, p_log), false
                       FROM unnest(p_commands) c, unnest(c.guards) g) touched
              GROUP BY turn ORDER BY turn) turns;
END $$;

-- Appends, in one statement, those of the commands whose turn it is that have one event, find what they expect, were
-- not appended before, and touch nothing that an earlier command of the call touches. Answers one result for each of
-- them. What becomes of the others is for ledger.append_command.
CREATE FUNCTION ledger.append_plain(
    p_log smallint, p_origin text, p_commands ledger.new_command[], p_secret bytea, p_recorded timestamptz
) RETURNS ledger.append_result[] LANGUAGE sql VOLATILE
BEGIN ATOMIC
    WITH touched AS MATERIALIZED (
        -- every stream of the call, whose command touches it, in their order; and those that are written
        SELECT array_agg(t.stream_id ORDER BY t.number) AS streams,
               array_agg(t.number ORDER BY t.number) AS owners,
               array_agg(t.stream_id) FILTER (WHERE t.written) AS written
          FROM (SELECT c.number, i.stream_id, true AS written
                  FROM unnest(p_commands) WITH ORDINALITY
                           AS c (scope, key, fingerprint, actor, actor_role, correlation, causation, items, guards,
                                 number),
                       unnest(c.items) i
                UNION ALL
                SELECT c.number, g.stream_id, false
                  FROM unnest(p_commands) WITH ORDINALITY
                           AS c (scope, key, fingerprint, actor, actor_role, correlation, causation, items, guards,
                                 number),
                       unnest(c.guards) g) t
    ), asked AS MATERIALIZED (
        SELECT c.number::integer, c.fingerprint, c.actor, c.actor_role, c.correlation, c.causation, c.guards, i.*,
               ledger.event_id(p_origin, c.scope, c.key, 0) AS event_id
          FROM unnest(p_commands) WITH ORDINALITY
                   AS c (scope, key, fingerprint, actor, actor_role, correlation, causation, items, guards, number),
               unnest(c.items) i
         WHERE cardinality(c.items) = 1
           AND c.number = array_position(ARRAY(SELECT key FROM unnest(p_commands)), c.key)
    ), planned AS MATERIALIZED (
        SELECT a.number, a.fingerprint, a.event_id, a.stream_id, a.type, a.facts, a.sealed, a.actor, a.actor_role,
               a.correlation, a.causation, a.content, a.occurred_at, a.schema_hash, a.schema_version,
               h.leaf_hash AS prev, coalesce(h.version, 0) + 1 AS version,
               sha256(p_secret || uuid_send(a.event_id)) AS salt
          FROM touched t CROSS JOIN asked a LEFT JOIN LATERAL ledger.head(p_log, a.stream_id) h ON true
         WHERE ledger.as_expected(a.expected, coalesce(h.version, 0))
           AND t.owners[array_position(t.streams, a.stream_id)] = a.number
           AND (SELECT e.seq FROM ledger.event e WHERE e.log_id = p_log AND e.event_id = a.event_id) IS NULL
           AND NOT EXISTS (
                   SELECT FROM unnest(a.guards) g LEFT JOIN LATERAL ledger.head(p_log, g.stream_id) gh ON true
                    WHERE g.stream_id = ANY (t.written)
                       OR NOT ledger.as_expected(g.expected, coalesce(gh.version, 0)))
    ), spelled AS MATERIALIZED (
        SELECT p.number, p.fingerprint, p.event_id, p.stream_id, p.type, p.facts, p.sealed, p.version, p.salt,
               ledger.entry(p.actor, p.actor_role, p.causation, p.fingerprint, p.content, p.correlation, p.event_id,
                            sha256(p.salt || p.facts), p_origin, p.occurred_at, p.prev, p_recorded, p.schema_hash,
                            p.schema_version, ledger.parts_text(p.sealed), p.stream_id, p.type, p.version) AS entry
          FROM planned p
    ), hashed AS MATERIALIZED (
        -- The previous versions were read in this statement's snapshot, and seq is drawn after it was taken: what
        -- follows another in its stream has a higher number.
        SELECT s.number, s.fingerprint, s.event_id, s.stream_id, s.type, s.facts, s.sealed, s.version, s.salt, s.entry,
               nextval('ledger.event_seq') AS seq, sha256('\x00'::bytea || s.entry) AS leaf_hash
          FROM spelled s WHERE octet_length(s.entry) <= 60000
    ), events AS (
        INSERT INTO ledger.event (log_id, stream_id, version, seq, tx, event_id, command_print, recorded_at, entry,
                                  leaf_hash, facts, salt)
        SELECT p_log, stream_id, version, seq, pg_current_xact_id(), event_id, fingerprint, p_recorded, entry,
               leaf_hash, facts, salt
          FROM hashed
    ), parts AS (
        INSERT INTO ledger.sealed (log_id, stream_id, version, part, record, subject_ref)
        SELECT p_log, h.stream_id, h.version, p.part, p.record, p.subject_ref FROM hashed h, unnest(h.sealed) p
    )
    SELECT coalesce(array_agg(ROW(number, 'appended', stream_id, version, event_id, seq, leaf_hash, type, NULL,
                                  NULL)::ledger.append_result), '{}')
      FROM hashed;
END;

-- Writes one item of a command whose turn it is and whose expectations hold, after the version p_version.
CREATE FUNCTION ledger.write_item(
    p_log smallint, p_origin text, p_number integer, p_command ledger.new_command, p_item ledger.new_item,
    p_ordinal integer, p_version bigint, p_prev bytea, p_secret bytea, p_recorded timestamptz
) RETURNS ledger.append_result LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    -- The previous version was read before this is drawn: whatever follows it in its stream has a higher number.
    v_seq   bigint := nextval('ledger.event_seq');
    v_event uuid := ledger.event_id(p_origin, p_command.scope, p_command.key, p_ordinal);
    v_salt  bytea := sha256(p_secret || uuid_send(v_event));
    v_parts text := ledger.parts_text(p_item.sealed);
    v_entry bytea := ledger.entry(
        p_command.actor, p_command.actor_role, p_command.causation, p_command.fingerprint, p_item.content,
        p_command.correlation, v_event, sha256(v_salt || p_item.facts), p_origin, p_item.occurred_at, p_prev,
        p_recorded, p_item.schema_hash, p_item.schema_version, v_parts, p_item.stream_id, p_item.type, p_version + 1);
    v_leaf  bytea := sha256('\x00'::bytea || v_entry);
BEGIN
    IF octet_length(v_entry) > 60000 THEN
        RAISE EXCEPTION 'the entry would be too large' USING ERRCODE = 'JJK05';
    END IF;
    INSERT INTO ledger.event (log_id, stream_id, version, seq, tx, event_id, command_print, recorded_at, entry,
                              leaf_hash, facts, salt)
    VALUES (p_log, p_item.stream_id, p_version + 1, v_seq, pg_current_xact_id(), v_event, p_command.fingerprint,
            p_recorded, v_entry, v_leaf, p_item.facts, v_salt);
    INSERT INTO ledger.sealed (log_id, stream_id, version, part, record, subject_ref)
    SELECT p_log, p_item.stream_id, p_version + 1, part, record, subject_ref FROM unnest(p_item.sealed);
    RETURN ROW(p_number, 'appended', p_item.stream_id, p_version + 1, v_event, v_seq, v_leaf, p_item.type, NULL,
               NULL)::ledger.append_result;
END $$;

-- Appends one command whose turn it is: an earlier answer, a broken expectation, or what was written.
CREATE FUNCTION ledger.append_command(
    p_log smallint, p_origin text, p_number integer, p_command ledger.new_command, p_secret bytea,
    p_recorded timestamptz
) RETURNS ledger.append_result[] LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_result  ledger.append_result;
    v_results ledger.append_result[] := ledger.earlier_answer(p_log, p_origin, p_number, p_command);
    v_item    ledger.new_item;
    v_stream  uuid;
    v_version bigint;
    v_prev    bytea;
BEGIN
    IF cardinality(v_results) > 0 THEN
        RETURN v_results;
    END IF;
    v_result := ledger.broken_expectation(p_log, p_number, p_command);
    IF v_result.outcome IS NOT NULL THEN
        RETURN ARRAY[v_result];
    END IF;
    FOREACH v_item IN ARRAY p_command.items LOOP
        IF v_item.stream_id IS DISTINCT FROM v_stream THEN
            v_stream := v_item.stream_id;
            SELECT version, leaf_hash INTO v_version, v_prev FROM ledger.head(p_log, v_stream);
        END IF;
        v_result := ledger.write_item(p_log, p_origin, p_number, p_command, v_item, cardinality(v_results),
                                      coalesce(v_version, 0), v_prev, p_secret, p_recorded);
        v_version := v_result.version;
        v_prev := v_result.leaf_hash;
        v_results := v_results || v_result;
    END LOOP;
    RETURN v_results;
END $$;

-- Appends each command as a whole or says why not, independently of the others in the call. The caller's
-- transaction should hold this one call and nothing after it.
CREATE FUNCTION ledger.append(p_log smallint, p_commands ledger.new_command[]) RETURNS SETOF ledger.append_result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan  -- to plan costs more than to append
SET enable_seqscan = off                  -- and the plan is kept while the table grows
AS $$
DECLARE
    v_origin  text := ledger.begin_append(p_log);
    v_secret  bytea := ledger.secret() || ledger.secret();
    v_now     timestamptz;
    v_plain   ledger.append_result[];
    v_done    integer[];
    v_command ledger.new_command;
    v_result  ledger.append_result;
    v_number  integer := 0;
BEGIN
    -- Each of these statements has a snapshot of its own; all but the first have one younger than the locks.
    PERFORM ledger.take_turns(p_log, p_commands);
    v_now := clock_timestamp();
    v_plain := ledger.append_plain(p_log, v_origin, p_commands, v_secret, v_now);
    RETURN QUERY SELECT * FROM unnest(v_plain);
    IF cardinality(v_plain) < cardinality(p_commands) THEN
        v_done := ARRAY(SELECT command FROM unnest(v_plain));
        FOREACH v_command IN ARRAY p_commands LOOP
            v_number := v_number + 1;
            CONTINUE WHEN v_number = ANY (v_done);
            FOREACH v_result IN ARRAY
                ledger.append_command(p_log, v_origin, v_number, v_command, v_secret, v_now) LOOP
                RETURN NEXT v_result;
            END LOOP;
        END LOOP;
    END IF;
END $$;

-- Waits for the turns of a command with one event and one guard, in the order of ledger.take_turns, and answers whether
-- what is guarded is as expected.
CREATE FUNCTION ledger.take_turns_guarded(
    p_log smallint, p_stream uuid, p_key uuid, p_guard uuid, p_guard_expected bigint
) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_first bigint := least(uuid_hash_extended(p_stream, p_log), uuid_hash_extended(p_key, p_log));
    v_last  bigint := greatest(uuid_hash_extended(p_stream, p_log), uuid_hash_extended(p_key, p_log));
    v_guard bigint := uuid_hash_extended(p_guard, p_log);
    v_taken boolean;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RETURN false;
    END IF;
    IF v_guard < v_first THEN
        v_taken := pg_advisory_xact_lock_shared(v_guard) IS NULL;
    END IF;
    v_taken := pg_advisory_xact_lock(v_first) IS NULL;
    IF v_guard > v_first AND v_guard < v_last THEN
        v_taken := pg_advisory_xact_lock_shared(v_guard) IS NULL;
    END IF;
    v_taken := pg_advisory_xact_lock(v_last) IS NULL;
    IF v_guard > v_last THEN
        v_taken := pg_advisory_xact_lock_shared(v_guard) IS NULL;
    END IF;
    RETURN ledger.as_expected(p_guard_expected, coalesce((SELECT version FROM ledger.head(p_log, p_guard)), 0));
END $$;

-- The usual command the short way: one event, nothing sealed beside it, one guard or none (null). Answers nulls or
-- raises unique_violation where it cannot be appended as it was sent; then nothing was written, and ledger.append says
-- why. p_event is what ledger.event_id makes of scope, key and 0: who may choose the key might choose the id.
CREATE FUNCTION ledger.append_one(
    p_log smallint, p_key uuid, p_event uuid, p_fingerprint bytea, p_actor uuid, p_actor_role text,
    p_correlation uuid, p_causation uuid, p_stream uuid, p_expected bigint, p_type text, p_schema_version integer,
    p_schema_hash bytea, p_occurred_at timestamptz, p_facts bytea, p_guard uuid, p_guard_expected bigint
) RETURNS ledger.append_result LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    v_result ledger.append_result;
BEGIN
    -- One statement and next to nothing beside it. The turns are taken in it, so its snapshot is older than they are:
    -- what it does not see of its own stream and key it meets at the unique keys. What is guarded has no such key, and
    -- is looked at by a function whose statements have snapshots of their own.
    INSERT INTO ledger.event AS e (log_id, stream_id, version, seq, tx, event_id, command_print, recorded_at, entry,
                                   leaf_hash, facts, salt)
    SELECT p_log, p_stream, s.version, s.seq, pg_current_xact_id(), p_event, p_fingerprint, s.recorded, s.entry,
           sha256('\x00'::bytea || s.entry), p_facts, s.salt
      FROM (SELECT b.version, b.seq, b.recorded, b.salt,
                   ledger.entry(p_actor, p_actor_role, p_causation, p_fingerprint, NULL, p_correlation, p_event,
                                sha256(b.salt || p_facts), b.origin, p_occurred_at, b.prev, b.recorded, p_schema_hash,
                                p_schema_version, '[]', p_stream, p_type, b.version) AS entry
              -- The previous version is known when seq is drawn: what follows it in its stream has a higher number.
              FROM (SELECT l.origin, h.leaf_hash AS prev, coalesce(h.version, 0) + 1 AS version,
                           nextval('ledger.event_seq') AS seq, clock_timestamp() AS recorded,
                           sha256(ledger.secret()) AS salt
                      FROM ledger.log l LEFT JOIN LATERAL ledger.head(p_log, p_stream) h ON true
                     WHERE l.log_id = p_log AND l.state = 'open' AND NOT l.crowded
                       AND current_setting('synchronous_commit') IN ('on', 'remote_apply')
                       AND ledger.as_expected(p_expected, coalesce(h.version, 0))
                       AND CASE WHEN p_guard IS NOT NULL
                                THEN ledger.take_turns_guarded(p_log, p_stream, p_key, p_guard, p_guard_expected)
                                WHEN pg_advisory_xact_lock(least(uuid_hash_extended(p_stream, p_log),
                                                                 uuid_hash_extended(p_key, p_log))) IS NOT NULL
                                THEN pg_advisory_xact_lock(greatest(uuid_hash_extended(p_stream, p_log),
                                                                    uuid_hash_extended(p_key, p_log))) IS NOT NULL
                                END
                    OFFSET 0) b
            OFFSET 0) s
    RETURNING 1, 'appended', e.stream_id, e.version, e.event_id, e.seq, e.leaf_hash, p_type, NULL::bigint, NULL::uuid[]
         INTO v_result;
    RETURN v_result;
END $$;

GRANT EXECUTE ON FUNCTION ledger.append, ledger.append_one, ledger.watch_backlog TO jejak_app;
