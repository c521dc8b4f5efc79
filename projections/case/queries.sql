-- Every statement takes the complaint and the version of its stream first.

-- name: submit
INSERT INTO read.case_file (complaint, version, tracking_number, channel, submitted_at, review_due_on,
                            status, tier, anonymous, confidential, protection_decided, provisional)
VALUES ($1, $2, $3, $4, $5, $6, 'UNVERIFIED', 'NATIONAL', true, true, false, false);

-- name: pass
UPDATE read.case_file SET version = $2 WHERE complaint = $1;

-- name: set_status
UPDATE read.case_file SET version = $2, status = $3 WHERE complaint = $1;

-- name: set_nature
UPDATE read.case_file SET version = $2, nature = $3 WHERE complaint = $1;

-- name: set_protection
UPDATE read.case_file
SET version = $2, anonymous = $3, confidential = $4, protection_decided = true,
    -- a case made confidential later loses what was shown of it
    headline = CASE WHEN $4 THEN NULL ELSE headline END,
    shown_text = CASE WHEN $4 THEN NULL ELSE shown_text END
WHERE complaint = $1;

-- name: classify
UPDATE read.case_file
SET version = $2, type = $3, supervisory_nature = $4, requires_field_inspection = $5, sla_class = $6
WHERE complaint = $1;

-- name: set_shown
UPDATE read.case_file
SET version = $2,
    headline = CASE WHEN NOT confidential THEN coalesce($3, headline) END,
    shown_text = CASE WHEN NOT confidential THEN coalesce($4, shown_text) END
WHERE complaint = $1;

-- name: forward
UPDATE read.case_file
SET version = $2, category = $3, institution = $4, tier = 'INSTITUTION', review_due_on = $5
WHERE complaint = $1;

-- name: dispose
UPDATE read.case_file
SET version = $2, category = $3, unit = $4, tier = 'LIAISON', sla_class = $5, received_by_liaison_at = $6,
    due_on = $7, intervene_by = $8, provisional = $9
WHERE complaint = $1;

-- name: return_to_institution
UPDATE read.case_file
SET version = $2, tier = $3, review_due_on = $4, unit = NULL, received_by_liaison_at = NULL,
    due_on = NULL, intervene_by = NULL, provisional = false
WHERE complaint = $1;

-- name: respond
UPDATE read.case_file
SET version = $2, status = 'IN_PROCESS', initial_response_at = coalesce(initial_response_at, $3)
WHERE complaint = $1;

-- name: answer
UPDATE read.case_file SET version = $2, status = 'IN_PROCESS', final_answer_at = $3 WHERE complaint = $1;

-- name: complete
UPDATE read.case_file
SET version = $2, status = 'COMPLETED', completed_at = $3, closed_by = $4
WHERE complaint = $1;

-- name: rate
UPDATE read.case_file SET version = $2, rating = $3 WHERE complaint = $1;
