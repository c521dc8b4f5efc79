-- What acts as the owner looks names up where the owner chose, whoever calls; and the projector asks for nothing but
-- when its next event was recorded.
SET LOCAL ROLE jejak_owner;

ALTER FUNCTION ledger.recorded_at SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION ledger.newest SET search_path = pg_catalog, pg_temp;
REVOKE EXECUTE ON FUNCTION ledger.lag, ledger.newest FROM jejak_proj;
