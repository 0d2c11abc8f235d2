-- What nobody reads of the roll-ups: the energy of a transaction is counted from its samples.

ALTER TABLE meter_rollup_60 DROP COLUMN last, DROP COLUMN energy_wh;
ALTER TABLE meter_rollup_900 DROP COLUMN last, DROP COLUMN energy_wh;
ALTER TABLE meter_rollup_3600 DROP COLUMN last, DROP COLUMN energy_wh;
