-- The append, made cheaper. What costs is less the work than its preparation: every call prepares each node and each
-- expression of its plans anew. So the usual commands (one event, one guard at most) go through two functions whose
-- bodies are next to nothing but one INSERT, and the others are written by one statement a command, not one an event.
SET LOCAL ROLE jejak_owner;

-- A command with one event. event_id is what ledger.event_id makes of scope, key and 0: who may choose the key might
-- choose the id. The salt comes from the caller, as the facts do that it hides: 32 bytes of randomness.
CREATE TYPE ledger.single_command AS (
    event_id uuid, fingerprint bytea, actor uuid, actor_role text, correlation uuid, causation uuid,
    stream_id uuid, expected bigint, type text, schema_version integer, schema_hash bytea, occurred_at timestamptz,
    facts bytea, salt bytea, guard uuid, guard_expected bigint, key uuid, content bytea, sealed ledger.new_part[]
);
CREATE TYPE ledger.written AS (event_id uuid, version bigint, seq bigint, leaf_hash bytea);

-- Where the stream must be new nothing is looked up: an index finds no null, and if there is something after all, the
-- primary key refuses.
CREATE FUNCTION ledger.head_to_follow(p_log smallint, p_stream uuid, p_expected bigint)
RETURNS TABLE (version bigint, leaf_hash bytea) LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT e.version, e.leaf_hash FROM ledger.event e
     WHERE e.log_id = p_log AND e.stream_id = CASE p_expected WHEN 0 THEN NULL ELSE p_stream END
     ORDER BY e.version DESC LIMIT 1;
END;

-- Whether an append may be tried in this session, and whether it would see what it waited for.
CREATE FUNCTION ledger.is_sound() RETURNS boolean LANGUAGE sql STABLE
RETURN current_setting('synchronous_commit') IN ('on', 'remote_apply')
       AND current_setting('transaction_isolation') = 'read committed';

DROP FUNCTION ledger.append_one;

-- The usual command with nothing sealed and nothing open: what was written, or null, or unique_violation, where it
-- cannot be appended as it was sent. Then nothing was written, and ledger.append says why.
--
-- It waits for its turn on the stream and on what it guards, in the order of ledger.take_turns, and on nothing else: the
-- same command sent twice meets at the unique event id, and a call that writes one row cannot deadlock there.
CREATE FUNCTION ledger.append_one(
    p_log smallint, p_event uuid, p_fingerprint bytea, p_actor uuid, p_actor_role text, p_correlation uuid,
    p_causation uuid, p_stream uuid, p_expected bigint, p_type text, p_schema_version integer, p_schema_hash bytea,
    p_occurred_at timestamptz, p_facts bytea, p_salt bytea, p_guard uuid, p_guard_expected bigint
) RETURNS ledger.written LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
    SELECT CASE
        WHEN p_guard IS NULL THEN pg_advisory_xact_lock(uuid_hash_extended(p_stream, p_log)) IS NOT NULL
        WHEN uuid_hash_extended(p_guard, p_log) < uuid_hash_extended(p_stream, p_log)
        THEN pg_advisory_xact_lock_shared(uuid_hash_extended(p_guard, p_log)) IS NOT NULL
             AND pg_advisory_xact_lock(uuid_hash_extended(p_stream, p_log)) IS NOT NULL
        ELSE pg_advisory_xact_lock(uuid_hash_extended(p_stream, p_log)) IS NOT NULL
             AND pg_advisory_xact_lock_shared(uuid_hash_extended(p_guard, p_log)) IS NOT NULL
        END;
    -- A snapshot younger than the locks. The previous version is known when seq is drawn: what follows it in its stream
    -- has a higher number.
    INSERT INTO ledger.event AS e (log_id, stream_id, version, seq, tx, event_id, command_print, recorded_at, entry,
                                   leaf_hash, facts, salt)
    SELECT p_log, p_stream, s.version, s.seq, pg_current_xact_id(), p_event, p_fingerprint, s.recorded, s.entry,
           sha256('\x00'::bytea || s.entry), p_facts, p_salt
      FROM (SELECT b.version, b.seq, b.recorded,
                   ledger.entry(p_actor, p_actor_role, p_causation, p_fingerprint, NULL, p_correlation, p_event,
                                sha256(p_salt || p_facts), b.origin, p_occurred_at, b.prev, b.recorded, p_schema_hash,
                                p_schema_version, '[]', p_stream, p_type, b.version) AS entry
              FROM (SELECT l.origin, h.leaf_hash AS prev, coalesce(h.version, 0) + 1 AS version,
                           nextval('ledger.event_seq') AS seq, clock_timestamp() AS recorded
                      FROM ledger.log l
                           LEFT JOIN LATERAL ledger.head_to_follow(p_log, p_stream, p_expected) h ON true
                     WHERE l.log_id = p_log AND l.state = 'open' AND NOT l.crowded AND ledger.is_sound()
                       AND ledger.as_expected(p_expected, coalesce(h.version, 0))
                       AND CASE WHEN p_guard IS NULL THEN true ELSE ledger.as_expected(
                               p_guard_expected,
                               coalesce((SELECT g.version FROM ledger.head(p_log, p_guard) g), 0)) END
                    OFFSET 0) b
            OFFSET 0) s
    RETURNING e.event_id, e.version, e.seq, e.leaf_hash;
$$;

-- Several commands of one event each, which touch nothing in common but what they guard: those that could be appended
-- as they were sent. What becomes of the others is for ledger.append, as it is after a unique_violation, when none was.
CREATE FUNCTION ledger.append_many(p_log smallint, p_commands ledger.single_command[]) RETURNS SETOF ledger.written
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
    SELECT CASE WHEN turns.alone THEN pg_advisory_xact_lock(turns.turn) IS NOT NULL
                ELSE pg_advisory_xact_lock_shared(turns.turn) IS NOT NULL END
      FROM (SELECT touched.turn, bool_or(touched.alone) AS alone
              FROM unnest(p_commands) c,
                   LATERAL (VALUES (uuid_hash_extended(c.stream_id, p_log), true),
                                   (uuid_hash_extended(c.key, p_log), true),
                                   (uuid_hash_extended(c.guard, p_log), false)) touched (turn, alone)
             GROUP BY touched.turn ORDER BY touched.turn) turns;
    WITH spelled AS MATERIALIZED (
        SELECT b.stream_id, b.version, b.seq, b.event_id, b.fingerprint, b.recorded, b.facts, b.salt, b.sealed,
               ledger.entry(b.actor, b.actor_role, b.causation, b.fingerprint, b.content, b.correlation, b.event_id,
                            sha256(b.salt || b.facts), b.origin, b.occurred_at, b.prev, b.recorded, b.schema_hash,
                            b.schema_version, CASE WHEN b.sealed IS NULL THEN '[]' ELSE ledger.parts_text(b.sealed) END,
                            b.stream_id, b.type, b.version) AS entry
          FROM (SELECT c.*, l.origin, h.leaf_hash AS prev, coalesce(h.version, 0) + 1 AS version,
                       nextval('ledger.event_seq') AS seq, clock_timestamp() AS recorded
                  FROM ledger.log l, unnest(p_commands) c
                       LEFT JOIN LATERAL ledger.head_to_follow(p_log, c.stream_id, c.expected) h ON true
                 WHERE l.log_id = p_log AND l.state = 'open' AND NOT l.crowded AND ledger.is_sound()
                   AND ledger.as_expected(c.expected, coalesce(h.version, 0))
                   AND CASE WHEN c.guard IS NULL THEN true
                            WHEN c.guard = ANY (ARRAY(SELECT w.stream_id FROM unnest(p_commands) w)) THEN false
                            ELSE ledger.as_expected(
                                c.guard_expected,
                                coalesce((SELECT g.version FROM ledger.head(p_log, c.guard) g), 0)) END
                OFFSET 0) b
    ), written AS (
        INSERT INTO ledger.event AS e (log_id, stream_id, version, seq, tx, event_id, command_print, recorded_at, entry,
                                       leaf_hash, facts, salt)
        SELECT p_log, s.stream_id, s.version, s.seq, pg_current_xact_id(), s.event_id, s.fingerprint, s.recorded,
               s.entry, sha256('\x00'::bytea || s.entry), s.facts, s.salt
          FROM spelled s
        RETURNING e.event_id, e.version, e.seq, e.leaf_hash
    ), parts AS (
        INSERT INTO ledger.sealed (log_id, stream_id, version, part, record, subject_ref)
        SELECT p_log, s.stream_id, s.version, p.part, p.record, p.subject_ref FROM spelled s, unnest(s.sealed) p
    )
    SELECT w.event_id, w.version, w.seq, w.leaf_hash FROM written w;
$$;

-- Writes the items of a command whose turn it is and whose expectations hold. An item follows what the command itself
-- wrote before it in the same stream: all streams grow by one event a round.
CREATE FUNCTION ledger.write_items(
    p_log smallint, p_origin text, p_number integer, p_command ledger.new_command, p_secret bytea,
    p_recorded timestamptz
) RETURNS ledger.append_result[] LANGUAGE sql VOLATILE
BEGIN ATOMIC
    WITH RECURSIVE named AS MATERIALIZED (
        SELECT i.*, row_number() OVER (PARTITION BY i.stream_id ORDER BY i.ordinal) AS round,
               ledger.event_id(p_origin, (p_command).scope, (p_command).key, i.ordinal::integer - 1) AS event_id
          FROM unnest((p_command).items) WITH ORDINALITY
                   AS i (stream_id, expected, type, schema_version, schema_hash, occurred_at, facts, content, sealed,
                         ordinal)
    ), item AS MATERIALIZED (
        SELECT n.*, sha256(p_secret || uuid_send(n.event_id)) AS salt, ledger.parts_text(n.sealed) AS parts
          FROM named n
    ), grown AS (
        SELECT f.ordinal, f.stream_id, f.round, f.version, f.entry, sha256('\x00'::bytea || f.entry) AS leaf_hash
          FROM (SELECT i.ordinal, i.stream_id, i.round, coalesce(h.version, 0) + 1 AS version,
                       ledger.entry((p_command).actor, (p_command).actor_role, (p_command).causation,
                                    (p_command).fingerprint, i.content, (p_command).correlation, i.event_id,
                                    sha256(i.salt || i.facts), p_origin, i.occurred_at, h.leaf_hash, p_recorded,
                                    i.schema_hash, i.schema_version, i.parts, i.stream_id, i.type,
                                    coalesce(h.version, 0) + 1) AS entry
                  FROM item i LEFT JOIN LATERAL ledger.head(p_log, i.stream_id) h ON true
                 WHERE i.round = 1
                OFFSET 0) f
        UNION ALL
        SELECT f.ordinal, f.stream_id, f.round, f.version, f.entry, sha256('\x00'::bytea || f.entry)
          FROM (SELECT i.ordinal, i.stream_id, i.round, g.version + 1 AS version,
                       ledger.entry((p_command).actor, (p_command).actor_role, (p_command).causation,
                                    (p_command).fingerprint, i.content, (p_command).correlation, i.event_id,
                                    sha256(i.salt || i.facts), p_origin, i.occurred_at, g.leaf_hash, p_recorded,
                                    i.schema_hash, i.schema_version, i.parts, i.stream_id, i.type,
                                    g.version + 1) AS entry
                  FROM grown g JOIN item i ON i.stream_id = g.stream_id AND i.round = g.round + 1
                OFFSET 0) f
    ), numbered AS MATERIALIZED (
        -- seq rises with the items, and so within each stream; what they follow was read before it is drawn.
        SELECT o.*, nextval('ledger.event_seq') AS seq
          FROM (SELECT g.version, g.entry, g.leaf_hash, i.ordinal, i.stream_id, i.event_id, i.type, i.facts, i.salt,
                       i.sealed
                  FROM grown g JOIN item i ON i.ordinal = g.ordinal ORDER BY i.ordinal
                OFFSET 0) o
    ), events AS (
        INSERT INTO ledger.event (log_id, stream_id, version, seq, tx, event_id, command_print, recorded_at, entry,
                                  leaf_hash, facts, salt)
        SELECT p_log, n.stream_id, n.version, n.seq, pg_current_xact_id(), n.event_id, (p_command).fingerprint,
               p_recorded, n.entry, n.leaf_hash, n.facts, n.salt
          FROM numbered n
    ), parts AS (
        INSERT INTO ledger.sealed (log_id, stream_id, version, part, record, subject_ref)
        SELECT p_log, n.stream_id, n.version, p.part, p.record, p.subject_ref FROM numbered n, unnest(n.sealed) p
    )
    SELECT array_agg(ROW(p_number, 'appended', n.stream_id, n.version, n.event_id, n.seq, n.leaf_hash, n.type, NULL,
                         NULL)::ledger.append_result ORDER BY n.ordinal)
      FROM numbered n;
END;

CREATE OR REPLACE FUNCTION ledger.append_command(
    p_log smallint, p_origin text, p_number integer, p_command ledger.new_command, p_secret bytea,
    p_recorded timestamptz
) RETURNS ledger.append_result[] LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_results ledger.append_result[] := ledger.earlier_answer(p_log, p_origin, p_number, p_command);
    v_broken  ledger.append_result;
BEGIN
    IF cardinality(v_results) > 0 THEN
        RETURN v_results;
    END IF;
    v_broken := ledger.broken_expectation(p_log, p_number, p_command);
    IF v_broken.outcome IS NOT NULL THEN
        RETURN ARRAY[v_broken];
    END IF;
    RETURN ledger.write_items(p_log, p_origin, p_number, p_command, p_secret, p_recorded);
END $$;

CREATE OR REPLACE FUNCTION ledger.append(p_log smallint, p_commands ledger.new_command[])
RETURNS SETOF ledger.append_result
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan  -- to plan costs more than to append
SET enable_seqscan = off                  -- and the plan is kept while the table grows
AS $$
DECLARE
    v_origin  text := ledger.begin_append(p_log);
    v_secret  bytea := ledger.secret() || ledger.secret();
    v_now     timestamptz;
    v_command ledger.new_command;
    v_number  integer := 0;
BEGIN
    -- Each of these statements has a snapshot of its own; all but the first have one younger than the locks.
    PERFORM ledger.take_turns(p_log, p_commands);
    v_now := clock_timestamp();
    FOREACH v_command IN ARRAY p_commands LOOP
        v_number := v_number + 1;
        RETURN QUERY SELECT *
                       FROM unnest(ledger.append_command(p_log, v_origin, v_number, v_command, v_secret, v_now));
    END LOOP;
END $$;

DROP FUNCTION ledger.append_plain, ledger.write_item, ledger.take_turns_guarded;

GRANT EXECUTE ON FUNCTION ledger.append_one, ledger.append_many TO jejak_app;
