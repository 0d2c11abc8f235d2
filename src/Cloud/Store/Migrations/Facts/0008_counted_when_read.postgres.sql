-- The energy of a transaction that runs is counted from its samples when it is asked for, and written at its end: a MeterValues writes samples and
-- nothing else, and processes need not agree about a row that each of them would change.

ALTER TABLE transaction_meter DROP COLUMN version;
ALTER TABLE transaction_meter RESET (fillfactor, autovacuum_vacuum_scale_factor);
DROP FUNCTION expect_rows(bigint, bigint);
DROP INDEX charge_transaction_running;
