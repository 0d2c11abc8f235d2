-- Meter values. What is named in words (station, connector, measurand, phase, location, context, unit) is written once, as a
-- series; a sample is a number in a series at a time. (series_id, at_ms) is unique: the same sample sent twice is one sample.
-- transaction_id holds what the station named; samples without are linked when they are read, by connector and time.
--
-- A partition holds a day (UTC, by the sample's own time) and is named after it; what lies outside of the days that have one, as
-- from a station whose clock says 1970, is in meter_value_other. Old days go by dropping their partition.

CREATE TABLE meter_series (
    id           {identity},
    station_id   text    NOT NULL,
    connector_id integer NOT NULL,
    measurand    text    NOT NULL,
    phase        text    NOT NULL,
    location     text    NOT NULL,
    context      text    NOT NULL,
    unit         text    NOT NULL,
    slot         integer NOT NULL,
    UNIQUE (station_id, connector_id, measurand, phase, location, context, unit),
    UNIQUE (station_id, slot)
);

CREATE TABLE meter_value (
    series_id      integer          NOT NULL,
    transaction_id integer,
    at_ms          bigint           NOT NULL,
    lag_ms         bigint           NOT NULL,
    value          double precision NOT NULL,
    PRIMARY KEY (series_id, at_ms)
) PARTITION BY RANGE (at_ms);

CREATE TABLE meter_value_other PARTITION OF meter_value DEFAULT;

-- SQLite keeps recent samples apart until they are moved. Here a sample is in its place at once, and nothing is ever recent.
CREATE VIEW meter_recent AS
    SELECT series_id, at_ms, transaction_id, lag_ms, value FROM meter_value WHERE false;

-- Makes the partition of the day that begins at from_ms, unless there is one. Rows of that day that are elsewhere move to it.
CREATE FUNCTION add_day(parent text, from_ms bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    to_ms bigint := from_ms + 86400000;
    part  text   := parent || '_' || to_char(to_timestamp(from_ms / 1000) AT TIME ZONE 'UTC', 'YYYYMMDD');
BEGIN
    PERFORM pg_advisory_xact_lock(7301, 3);
    IF to_regclass(quote_ident(part)) IS NOT NULL THEN
        RETURN;
    END IF;
    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', parent || '_other');
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', part, parent);
    EXECUTE format(
        'WITH moved AS (DELETE FROM %I WHERE at_ms >= %s AND at_ms < %s RETURNING *) INSERT INTO %I SELECT * FROM moved',
        parent || '_other', from_ms, to_ms, part);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', parent, part, from_ms, to_ms);
END $$;
