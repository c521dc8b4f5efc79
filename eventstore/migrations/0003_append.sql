-- The only way to write an event. Why it is right, step by step, is told in eventstore/README.md.
--
-- ledger.append is what the application calls; the functions before it are its parts, called by nobody else, and run
-- with its rights and its search path.
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
-- spelling. A missing value that must be there makes the whole text null, which the table refuses. The content is
-- cast to json only to be sure that it is one complete value and cannot close the object it stands in.
CREATE FUNCTION ledger.entry(
    p_origin text, p_command ledger.new_command, p_item ledger.new_item, p_version bigint, p_event uuid,
    p_prev bytea, p_salt bytea, p_recorded timestamptz
) RETURNS bytea LANGUAGE sql STABLE
RETURN convert_to(
    '{"actor":"' || (p_command).actor
    || '","actor_role":' || to_json((p_command).actor_role)::text
    || coalesce(',"causation":"' || (p_command).causation || '"', '')
    || ',"command":"' || encode((p_command).fingerprint, 'hex') || '"'
    || coalesce(',"content":' || convert_from((p_item).content, 'UTF8')::json::text, '')
    || ',"correlation":"' || (p_command).correlation
    || '","event_id":"' || p_event
    || '","facts_commit":"' || encode(sha256(p_salt || (p_item).facts), 'hex')
    || '","format":1,"log":' || to_json(p_origin)::text
    || ',"occurred":"' || ledger.instant((p_item).occurred_at) || '"'
    || coalesce(',"prev":"' || encode(p_prev, 'hex') || '"', '')
    || ',"recorded":"' || ledger.instant(p_recorded)
    || '","schema_hash":"' || encode((p_item).schema_hash, 'hex')
    || '","schema_version":' || (p_item).schema_version
    || ',"sealed":' || CASE WHEN cardinality((p_item).sealed) > 0
                            THEN ledger.parts_text((p_item).sealed) ELSE '[]' END
    || ',"stream":"' || (p_item).stream_id
    || '","type":' || to_json((p_item).type)::text
    || ',"version":' || p_version || '}',
    'UTF8');

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

-- The usual call: one command, one event, nothing guarded. It has a shorter way through the next two functions.
CREATE FUNCTION ledger.is_single(p_command ledger.new_command) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN cardinality((p_command).items) = 1 AND coalesce(cardinality((p_command).guards), 0) = 0;

-- Waits for its turn on everything the commands touch: written streams and command keys alone, guarded streams
-- together with others. In one sorted pass, so two calls can never wait for each other. Two ids with one hash only
-- cost a wait. Answers 0.
CREATE FUNCTION ledger.take_turns(p_log smallint, p_origin text, p_commands ledger.new_command[]) RETURNS integer
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_command ledger.new_command := p_commands[1];
    v_stream  bigint;
    v_key     bigint;
    v_waited  boolean;
BEGIN
    IF cardinality(p_commands) = 1 AND ledger.is_single(v_command) THEN
        v_stream := uuid_hash_extended(v_command.items[1].stream_id, p_log);
        v_key := uuid_hash_extended(ledger.event_id(p_origin, v_command.scope, v_command.key, 0), p_log);
        v_waited := pg_advisory_xact_lock(least(v_stream, v_key)) IS NULL;
        v_waited := pg_advisory_xact_lock(greatest(v_stream, v_key)) IS NULL;
        RETURN 0;
    END IF;
    PERFORM CASE WHEN alone THEN pg_advisory_xact_lock(turn) IS NULL
                 ELSE pg_advisory_xact_lock_shared(turn) IS NULL END
       FROM (SELECT turn, bool_or(alone) AS alone
               FROM (SELECT uuid_hash_extended(i.stream_id, p_log) AS turn, true AS alone
                       FROM unnest(p_commands) c, unnest(c.items) i
                     UNION ALL
                     SELECT uuid_hash_extended(ledger.event_id(p_origin, c.scope, c.key, 0), p_log), true
                       FROM unnest(p_commands) c
                     UNION ALL
                     SELECT uuid_hash_extended(g.stream_id, p_log), false
                       FROM unnest(p_commands) c, unnest(c.guards) g) touched
              GROUP BY turn ORDER BY turn) turns;
    RETURN 0;
END $$;

-- Writes one item of a command whose turn it is and whose expectations hold, after the version p_version.
CREATE FUNCTION ledger.write_item(
    p_log smallint, p_origin text, p_number integer, p_command ledger.new_command, p_item ledger.new_item,
    p_ordinal integer, p_version bigint, p_prev bytea, p_recorded timestamptz
) RETURNS ledger.append_result LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    -- The previous version was read before this is drawn: whatever follows it in its stream has a higher number.
    v_seq   bigint := nextval('ledger.event_seq');
    v_event uuid := ledger.event_id(p_origin, p_command.scope, p_command.key, p_ordinal);
    v_salt  bytea := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
    v_entry bytea := ledger.entry(p_origin, p_command, p_item, p_version + 1, v_event, p_prev, v_salt, p_recorded);
    v_leaf  bytea := sha256('\x00'::bytea || v_entry);
BEGIN
    IF octet_length(v_entry) > 60000 THEN
        RAISE EXCEPTION 'the entry would be too large' USING ERRCODE = 'JJK05';
    END IF;
    INSERT INTO ledger.event (log_id, stream_id, version, seq, tx, event_id, command_print, recorded_at, entry,
                              leaf_hash, facts, salt)
    VALUES (p_log, p_item.stream_id, p_version + 1, v_seq, pg_current_xact_id(), v_event, p_command.fingerprint,
            p_recorded, v_entry, v_leaf, p_item.facts, v_salt);
    IF cardinality(p_item.sealed) > 0 THEN
        INSERT INTO ledger.sealed (log_id, stream_id, version, part, record, subject_ref)
        SELECT p_log, p_item.stream_id, p_version + 1, part, record, subject_ref FROM unnest(p_item.sealed);
    END IF;
    RETURN ROW(p_number, 'appended', p_item.stream_id, p_version + 1, v_event, v_seq, v_leaf, p_item.type, NULL,
               NULL)::ledger.append_result;
END $$;

-- Appends one command whose turn it is: an earlier answer, a broken expectation, or what was written.
CREATE FUNCTION ledger.append_command(p_log smallint, p_origin text, p_number integer, p_command ledger.new_command)
RETURNS ledger.append_result[] LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_print   bytea;
    v_stream  uuid := p_command.items[1].stream_id;
    v_version bigint;
    v_prev    bytea;
    v_item    ledger.new_item;
    v_result  ledger.append_result;
    v_results ledger.append_result[];
    v_now     timestamptz := clock_timestamp();
BEGIN
    SELECT (SELECT command_print FROM ledger.event
             WHERE log_id = p_log AND event_id = ledger.event_id(p_origin, p_command.scope, p_command.key, 0)),
           head.version, head.leaf_hash
      INTO v_print, v_version, v_prev
      FROM (SELECT) one LEFT JOIN LATERAL ledger.head(p_log, v_stream) head ON true;
    IF v_print IS NOT NULL THEN
        RETURN ledger.earlier_answer(p_log, p_origin, p_number, p_command);
    END IF;
    IF NOT (ledger.is_single(p_command)
            AND ledger.as_expected(p_command.items[1].expected, coalesce(v_version, 0))) THEN
        v_result := ledger.broken_expectation(p_log, p_number, p_command);
        IF v_result.outcome IS NOT NULL THEN
            RETURN ARRAY[v_result];
        END IF;
    END IF;
    FOREACH v_item IN ARRAY p_command.items LOOP
        IF v_item.stream_id <> v_stream THEN
            v_stream := v_item.stream_id;
            SELECT version, leaf_hash INTO v_version, v_prev FROM ledger.head(p_log, v_stream);
        END IF;
        v_result := ledger.write_item(p_log, p_origin, p_number, p_command, v_item,
                                      coalesce(cardinality(v_results), 0), coalesce(v_version, 0), v_prev, v_now);
        v_version := v_result.version;
        v_prev := v_result.leaf_hash;
        v_results := v_results || v_result;
    END LOOP;
    RETURN v_results;
END $$;

-- Appends each command as a whole or says why not, independently of the others in the call. The caller's
-- transaction should hold this one call and nothing after it.
CREATE FUNCTION ledger.append(p_log smallint, p_commands ledger.new_command[]) RETURNS SETOF ledger.append_result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_origin  text;
    v_state   text;
    v_command ledger.new_command;
    v_number  integer := 0;
    v_result  ledger.append_result;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'append needs READ COMMITTED: it must see what it waited for' USING ERRCODE = 'JJK04';
    END IF;
    IF current_setting('synchronous_commit') NOT IN ('on', 'remote_apply') THEN
        PERFORM set_config('synchronous_commit', 'on', true);
    END IF;
    SELECT origin, state INTO v_origin, v_state FROM ledger.log WHERE log_id = p_log;
    IF v_state IS DISTINCT FROM 'open' THEN
        RAISE EXCEPTION 'the log is not open' USING ERRCODE = CASE WHEN v_state IS NULL THEN 'JJK02' ELSE 'JJK03' END;
    END IF;
    -- What follows is in statements of their own, with snapshots younger than the locks.
    v_number := ledger.take_turns(p_log, v_origin, p_commands);
    FOREACH v_command IN ARRAY p_commands LOOP
        v_number := v_number + 1;
        FOREACH v_result IN ARRAY ledger.append_command(p_log, v_origin, v_number, v_command) LOOP
            RETURN NEXT v_result;
        END LOOP;
    END LOOP;
END $$;

GRANT EXECUTE ON FUNCTION ledger.append TO jejak_app;
