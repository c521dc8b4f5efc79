-- Which agency does what for a whole institution: administer its complaints, or inspect (APIP). One agency a duty.
SET ROLE jejak_owner;

CREATE TABLE read.duty (
    institution uuid NOT NULL,
    duty        text NOT NULL,
    unit        uuid NOT NULL,  -- an agency of the institution
    CONSTRAINT duty_pkey PRIMARY KEY (institution, duty)
);

GRANT SELECT ON read.duty TO jejak_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON read.duty TO jejak_proj;
RESET ROLE;
