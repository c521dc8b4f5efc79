-- A table is named evaluation already: what tools make of a schema has one name for both.
ALTER FUNCTION read.evaluation(uuid, date, date, bigint, boolean) RENAME TO evaluation_dataset;
