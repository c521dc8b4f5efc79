-- The only way to write an event. Why it is right, step by step, is told in eventstore/README.md.
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

-- What a command wrote, in the order of its items: what a repeat is answered with. No row if it wrote nothing.
CREATE FUNCTION ledger.written_by(p_log smallint, p_origin text, p_scope text, p_key uuid)
RETURNS SETOF ledger.event LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
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
      LEFT JOIN LATERAL (SELECT e.version FROM ledger.event e
                          WHERE e.log_id = p_log AND e.stream_id = w.stream_id
                          ORDER BY e.version DESC LIMIT 1) head ON true
     WHERE CASE w.expected WHEN -1 THEN false
                           WHEN -2 THEN head.version IS NULL
                           ELSE coalesce(head.version, 0) IS DISTINCT FROM w.expected END
     LIMIT 1
);

-- Waits for its turn on everything the commands touch: written streams and command keys alone, guarded streams
-- together with others. One sorted pass, so two calls can never wait for each other. Two ids with one hash only
-- cost a wait.
CREATE FUNCTION ledger.take_turns(p_log smallint, p_origin text, p_commands ledger.new_command[]) RETURNS bigint
LANGUAGE sql VOLATILE
RETURN (
    SELECT count(CASE WHEN alone THEN pg_advisory_xact_lock(turn) IS NULL
                      ELSE pg_advisory_xact_lock_shared(turn) IS NULL END)
      FROM (SELECT turn, bool_or(alone) AS alone
              FROM (SELECT uuid_hash_extended(i.stream_id, p_log) AS turn, true AS alone
                      FROM unnest(p_commands) c, unnest(c.items) i
                    UNION ALL
                    SELECT uuid_hash_extended(ledger.event_id(p_origin, c.scope, c.key, 0), p_log), true
                      FROM unnest(p_commands) c
                    UNION ALL
                    SELECT uuid_hash_extended(g.stream_id, p_log), false
                      FROM unnest(p_commands) c, unnest(c.guards) g) touched
             GROUP BY turn ORDER BY turn) turns
);

-- Appends each command as a whole or says why not, independently of the others in the call. The caller's
-- transaction should hold this one call and nothing after it.
CREATE FUNCTION ledger.append(p_log smallint, p_commands ledger.new_command[]) RETURNS SETOF ledger.append_result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_origin  text;
    v_state   text;
    v_command ledger.new_command;
    v_number  integer := 0;
    v_print   bytea;
    v_broken  ledger.append_result;
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
    PERFORM ledger.take_turns(p_log, v_origin, p_commands);
    FOREACH v_command IN ARRAY p_commands LOOP
        v_number := v_number + 1;
        SELECT command_print INTO v_print FROM ledger.event
         WHERE log_id = p_log AND event_id = ledger.event_id(v_origin, v_command.scope, v_command.key, 0);
        IF FOUND THEN
            RETURN QUERY SELECT v_number, 'key_reused', NULL::uuid, NULL::bigint, NULL::uuid, NULL::bigint,
                                NULL::bytea, NULL::text, NULL::bigint, NULL::uuid[]
                          WHERE v_print IS DISTINCT FROM v_command.fingerprint;
            RETURN QUERY SELECT v_number, 'repeated', w.stream_id, w.version, w.event_id, w.seq, w.leaf_hash,
                                convert_from(w.entry, 'UTF8')::json ->> 'type', NULL::bigint, NULL::uuid[]
                           FROM ledger.written_by(p_log, v_origin, v_command.scope, v_command.key) w
                          WHERE v_print = v_command.fingerprint;
            CONTINUE;
        END IF;
        v_broken := ledger.broken_expectation(p_log, v_number, v_command);
        IF v_broken.outcome IS NOT NULL THEN
            RETURN NEXT v_broken;
            CONTINUE;
        END IF;
        RETURN QUERY SELECT * FROM ledger.write_command(p_log, v_origin, v_number, v_command);
    END LOOP;
END $$;

-- Writes the items of a command whose turn it is and whose expectations hold.
CREATE FUNCTION ledger.write_command(
    p_log smallint, p_origin text, p_number integer, p_command ledger.new_command
) RETURNS SETOF ledger.append_result LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_item     ledger.new_item;
    v_recorded timestamptz := clock_timestamp();
    v_ordinal  integer := 0;
    v_stream   uuid;
    v_version  bigint;
    v_leaf     bytea;
    v_event    uuid;
    v_seq      bigint;
    v_salt     bytea;
    v_entry    bytea;
BEGIN
    FOREACH v_item IN ARRAY p_command.items LOOP
        IF v_stream IS DISTINCT FROM v_item.stream_id THEN
            v_stream := v_item.stream_id;
            SELECT version, leaf_hash INTO v_version, v_leaf FROM ledger.event
             WHERE log_id = p_log AND stream_id = v_stream ORDER BY version DESC LIMIT 1;
        END IF;
        -- Only now, after the previous version was read: whatever follows it in its stream has a higher number.
        v_seq := nextval('ledger.event_seq');
        v_version := coalesce(v_version, 0) + 1;
        v_event := ledger.event_id(p_origin, p_command.scope, p_command.key, v_ordinal);
        v_salt := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
        v_entry := ledger.entry(p_origin, p_command, v_item, v_version, v_event, v_leaf, v_salt, v_recorded);
        IF octet_length(v_entry) > 60000 THEN
            RAISE EXCEPTION 'the entry would be too large' USING ERRCODE = 'JJK05';
        END IF;
        v_leaf := sha256('\x00'::bytea || v_entry);
        INSERT INTO ledger.event (log_id, stream_id, version, seq, tx, event_id, command_print, recorded_at, entry,
                                  leaf_hash, facts, salt)
        VALUES (p_log, v_stream, v_version, v_seq, pg_current_xact_id(), v_event, p_command.fingerprint, v_recorded,
                v_entry, v_leaf, v_item.facts, v_salt);
        IF cardinality(v_item.sealed) > 0 THEN
            INSERT INTO ledger.sealed (log_id, stream_id, version, part, record, subject_ref)
            SELECT p_log, v_stream, v_version, part, record, subject_ref FROM unnest(v_item.sealed);
        END IF;
        v_ordinal := v_ordinal + 1;
        RETURN NEXT ROW(p_number, 'appended', v_stream, v_version, v_event, v_seq, v_leaf, v_item.type,
                        NULL, NULL)::ledger.append_result;
    END LOOP;
END $$;

GRANT EXECUTE ON FUNCTION ledger.append TO jejak_app;
