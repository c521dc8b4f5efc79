-- Every statement down to `number` takes the complaint and the version of its stream first.

-- name: submit
INSERT INTO read.case_file (complaint, version, tracking_number, channel, submitted_at, received_on, entered_on,
                            backdated, review_due_on, tier, institution, unit, owner_role, owner_unit,
                            received_by_liaison_at, status, anonymous, confidential, protection_decided, provisional,
                            returns, disputes, waited_days)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'UNVERIFIED', true, true, false, false,
        0, 0, 0);

-- name: pass
UPDATE read.case_file SET version = $2 WHERE complaint = $1;

-- name: stand
UPDATE read.case_file SET version = $2, status = $3, archive_reason = $4 WHERE complaint = $1;

-- name: place
-- A unit's duties begin when it receives the case, and end with it unless the resolution runs on elsewhere.
UPDATE read.case_file
SET version = $2, tier = $3, institution = $4, unit = $5, referred = $6, owner_role = $7, owner_unit = $8,
    received_by_liaison_at = CASE WHEN unit IS NOT DISTINCT FROM $5 THEN received_by_liaison_at
                                  WHEN $5::uuid IS NOT NULL THEN $9::timestamptz END,
    viewed_at = CASE WHEN unit IS NOT DISTINCT FROM $5 THEN viewed_at END,
    due_on = CASE WHEN $10::boolean THEN due_on END,
    intervene_by = CASE WHEN $10 THEN intervene_by END,
    provisional = $10 AND provisional
WHERE complaint = $1;

-- name: own
UPDATE read.case_file SET version = $2, owner_role = $3, owner_unit = $4 WHERE complaint = $1;

-- name: set_nature
UPDATE read.case_file SET version = $2, nature = $3 WHERE complaint = $1;

-- name: set_protection
UPDATE read.case_file
SET version = $2, anonymous = $3, confidential = $4, protection_decided = $5,
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

-- name: set_category
UPDATE read.case_file SET version = $2, category = $3 WHERE complaint = $1;

-- name: dispose
UPDATE read.case_file SET version = $2, category = $3, sla_class = $4 WHERE complaint = $1;

-- name: return
UPDATE read.case_file SET version = $2, returns = returns + 1 WHERE complaint = $1;

-- name: follow
UPDATE read.case_file SET version = $2, lead = $3 WHERE complaint = $1;

-- name: review
UPDATE read.case_file SET version = $2, review_due_on = $3 WHERE complaint = $1;

-- name: due
UPDATE read.case_file SET version = $2, due_on = $3, intervene_by = $4, provisional = $5 WHERE complaint = $1;

-- name: move_due
UPDATE read.case_file SET version = $2, due_on = $3, provisional = $4 WHERE complaint = $1;

-- name: move_intervention
UPDATE read.case_file SET version = $2, intervene_by = $3 WHERE complaint = $1;

-- name: wait
UPDATE read.case_file SET version = $2, waiting_since = coalesce(waiting_since, $3) WHERE complaint = $1;

-- name: stop_waiting
UPDATE read.case_file
SET version = $2, waited_days = waited_days + coalesce($3::date - waiting_since, 0), waiting_since = NULL
WHERE complaint = $1;

-- name: respond
UPDATE read.case_file
SET version = $2, initial_response_at = coalesce(initial_response_at, $3)
WHERE complaint = $1;

-- name: answer
UPDATE read.case_file
SET version = $2, final_answer_at = $3,
    waited_days = waited_days + coalesce($4::date - waiting_since, 0), waiting_since = NULL
WHERE complaint = $1;

-- name: dispute
UPDATE read.case_file
SET version = $2, disputes = disputes + 1, completed_at = NULL, closed_by = NULL
WHERE complaint = $1;

-- name: complete
UPDATE read.case_file SET version = $2, completed_at = $3, closed_by = $4 WHERE complaint = $1;

-- name: rate
UPDATE read.case_file SET version = $2, rating = $3 WHERE complaint = $1;

-- name: number
UPDATE read.case_file SET version = $2, national_number = $3 WHERE complaint = $1;

-- name: view
-- the first look of somebody of the unit since it received the case
UPDATE read.case_file SET viewed_at = $2 WHERE unit = $1 AND viewed_at IS NULL AND status <> 'COMPLETED';

-- name: ask
INSERT INTO read.supervision (complaint, number, of_tier, asked_on) VALUES ($1, $2, $3, $4);

-- name: answer_question
UPDATE read.supervision SET answered_on = $3 WHERE complaint = $1 AND number = $2;
