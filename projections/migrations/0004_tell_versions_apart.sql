-- Read models exist in several generations (schema projection). Each cursor says which version of the projection's
-- logic its rows were made by, and which generation it belongs to: a schema may get another name between two
-- statements of a projector, and then nothing must be written by the wrong one.
SET ROLE jejak_owner;

ALTER TABLE read.cursor
    ADD COLUMN version    smallint NOT NULL DEFAULT 1,
    ADD COLUMN generation smallint NOT NULL DEFAULT 1;  -- the default of each generation is its own number
RESET ROLE;
