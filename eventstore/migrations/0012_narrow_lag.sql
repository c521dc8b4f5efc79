-- The projector asks for nothing but when its next event was recorded; figures and newest entries are for who watches.
SET LOCAL ROLE jejak_owner;

REVOKE EXECUTE ON FUNCTION ledger.lag, ledger.newest FROM jejak_proj;
