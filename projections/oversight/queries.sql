-- name: record_conduct
INSERT INTO read.conduct (record, institution, officer, sanction, triggered_by, about, recorded_by, recorded_role, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: set_target
INSERT INTO read.target (institution, indicator, version, effective_from, hundredths, set_role, set_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: publish_guidance
INSERT INTO read.guidance (guidance, version, institution, issuer, title, text, link, published_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: record_evaluation
INSERT INTO read.evaluation (record, institution, first_day, last_day, recorded_by, recorded_role, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: record_report
INSERT INTO read.performance_report
    (record, institution, first_day, last_day, recipient, recorded_by, recorded_role, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: acknowledge_report
UPDATE read.performance_report SET acknowledged_at = $2 WHERE record = $1;

-- name: record_note
INSERT INTO read.office_note (record, clause, institution, unit, year, recorded_by, recorded_role, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
