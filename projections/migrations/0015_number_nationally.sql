-- The number under which SP4N-LAPOR! has the complaint too, as an officer recorded it (BAB IV.A.1.a).
ALTER TABLE read.case_file ADD COLUMN national_number integer;
