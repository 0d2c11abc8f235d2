-- Several processes write to one database.

-- A running meter is read, moved in memory and written back; version tells whether another process has written it in between. The
-- room in each page lets a new version of a row stand beside the old one, without a touch of the index.
ALTER TABLE transaction_meter ADD COLUMN version integer NOT NULL DEFAULT 0;
ALTER TABLE transaction_meter SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX charge_transaction_running ON charge_transaction (station_id) WHERE stopped_at_ms IS NULL;

-- Raises when a statement has changed another number of rows than it had to, so that the commit behind it does not happen.
CREATE FUNCTION expect_rows(changed bigint, expected bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF changed <> expected THEN
        RAISE EXCEPTION 'another process has changed % of % rows', expected - changed, expected USING ERRCODE = 'BB001';
    END IF;
END $$;

-- The last batch that a writing connection has committed, written by the batch itself: the answer to "was it kept?" when the
-- connection breaks during the commit. (pg_xact_status is none: after a crash PostgreSQL may give a lost transaction's number again.)
CREATE TABLE commit_mark (
    lane       text   NOT NULL PRIMARY KEY,
    batch      bigint NOT NULL,
    written_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 10);
