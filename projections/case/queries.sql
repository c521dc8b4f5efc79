-- name: submit
INSERT INTO read.case_file (complaint, tracking_number, channel, submitted_at, review_due_on,
                            status, tier, anonymous, confidential, protection_decided, provisional, version)
VALUES ($1, $2, $3, $4, $5, 'UNVERIFIED', 'NATIONAL', true, true, false, false, 1);

-- name: set_version
UPDATE read.case_file SET version = $2 WHERE complaint = $1;

-- name: set_status
UPDATE read.case_file SET status = $2 WHERE complaint = $1;

-- name: set_nature
UPDATE read.case_file SET nature = $2 WHERE complaint = $1;

-- name: set_protection
UPDATE read.case_file
SET anonymous = $2, confidential = $3, protection_decided = true,
    -- a case made confidential later loses what was shown of it
    headline = CASE WHEN $3 THEN NULL ELSE headline END,
    shown_text = CASE WHEN $3 THEN NULL ELSE shown_text END
WHERE complaint = $1;

-- name: classify
UPDATE read.case_file
SET type = $2, supervisory_nature = $3, requires_field_inspection = $4, sla_class = $5
WHERE complaint = $1;

-- name: set_shown
UPDATE read.case_file
SET headline = coalesce($2, headline), shown_text = coalesce($3, shown_text)
WHERE complaint = $1;

-- name: forward
UPDATE read.case_file
SET category = $2, institution = $3, tier = 'INSTITUTION', review_due_on = $4
WHERE complaint = $1;

-- name: dispose
UPDATE read.case_file
SET category = $2, unit = $3, tier = 'LIAISON', sla_class = $4, received_by_liaison_at = $5,
    due_on = $6, intervene_by = $7, provisional = $8
WHERE complaint = $1;

-- name: return_to_institution
UPDATE read.case_file
SET tier = $2, review_due_on = $3, unit = NULL, received_by_liaison_at = NULL,
    due_on = NULL, intervene_by = NULL, provisional = false
WHERE complaint = $1;

-- name: respond
UPDATE read.case_file
SET status = 'IN_PROCESS', initial_response_at = coalesce(initial_response_at, $2)
WHERE complaint = $1;

-- name: answer
UPDATE read.case_file SET status = 'IN_PROCESS', final_answer_at = $2 WHERE complaint = $1;

-- name: complete
UPDATE read.case_file SET status = 'COMPLETED', completed_at = $2, closed_by = $3 WHERE complaint = $1;

-- name: rate
UPDATE read.case_file SET rating = $2 WHERE complaint = $1;
