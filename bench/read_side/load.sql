-- name: relations
-- What PostGraphile reads instead of foreign keys, which disposable read models do not have.
COMMENT ON TABLE read.inbox_item IS E'@foreignKey (complaint) references read.case_file (complaint)|@fieldName caseFile';
COMMENT ON TABLE read.cursor IS E'@behavior -*\n@name reading';
COMMENT ON TABLE read.case_file IS
    E'@foreignKey (unit) references read.unit (unit)|@fieldName unitObject\n@foreignKey (institution) references read.unit (unit)|@fieldName institutionObject';
COMMENT ON TABLE read.history_entry IS
    E'@foreignKey (complaint) references read.case_file (complaint)|@foreignFieldName history\n@foreignKey (unit) references read.unit (unit)|@fieldName unitObject';
-- name: berry
-- What BerryQL finds its relations by: `id`, and foreign keys named after the relation. The planner sees through them.
CREATE SCHEMA berry;
CREATE VIEW berry.unit AS SELECT unit AS id, name FROM read.unit;
CREATE VIEW berry.complaint AS
    SELECT complaint AS id, tracking_number, status, tier, headline, submitted_at, due_on, unit AS unit_id,
           institution AS institution_id
    FROM read.case_file;
CREATE VIEW berry.inbox_item AS
    SELECT complaint AS id, complaint AS complaint_id, audience, task, due_on FROM read.inbox_item;
CREATE VIEW berry.history_entry AS
    SELECT position AS id, complaint AS complaint_id, type, occurred_at, actor_role, due_on, unit AS unit_id
    FROM read.history_entry;
-- name: plain
-- The same answers on one plain table each: what nobody could keep true, and nobody could be faster than.
CREATE SCHEMA plain;
CREATE TABLE plain.inbox AS
    SELECT item.audience, item.due_on, item.complaint, item.task, c.tracking_number, c.status, c.tier, c.headline,
           c.due_on AS case_due_on, unit.name AS unit
    FROM read.inbox_item AS item JOIN read.case_file AS c USING (complaint) LEFT JOIN read.unit USING (unit);
CREATE INDEX inbox_idx ON plain.inbox (audience, due_on, complaint);
CREATE TABLE plain.history AS
    SELECT c.tracking_number, c.status, c.tier, c.headline, c.submitted_at, c.due_on AS case_due_on,
           unit.name AS case_unit, institution.name AS institution,
           entry.position, entry.type, entry.occurred_at, entry.actor_role, entry.due_on, named.name AS unit
    FROM read.history_entry AS entry JOIN read.case_file AS c USING (complaint)
    LEFT JOIN read.unit AS unit ON unit.unit = c.unit LEFT JOIN read.unit AS institution ON institution.unit = c.institution
    LEFT JOIN read.unit AS named ON named.unit = entry.unit;
CREATE INDEX history_idx ON plain.history (tracking_number, position);
