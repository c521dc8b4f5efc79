-- name: add_calendar
INSERT INTO read.calendar (version, instrument, published_on, decreed_years, loaded_at, position)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: add_day_off
INSERT INTO read.day_off (version, day, kind, name_id, instrument) VALUES ($1, $2, $3, $4, $5);

-- name: add_policy
INSERT INTO read.policy (version, instrument, effective_from, supervisory_only, loaded_at, position)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: add_limit
INSERT INTO read.policy_limit (version, place, name, sla_class, amount, unit, source, instrument, effective_from)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);
