-- name: announce
INSERT INTO read.document (document, complaint, about, media_type, size, position) VALUES ($1, $2, $3, $4, $5, $6);

-- name: receive
UPDATE read.document SET size = $2, digest = $3, received_at = $4, event_id = $5, position = $6 WHERE document = $1;

-- name: open
INSERT INTO read.document_opening (opening, complaint, version) VALUES ($1, $2, $3);
