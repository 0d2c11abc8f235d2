-- Roll-ups of meter values: one row for each series and step of a minute, a quarter or an hour (UTC), in tables named after the
-- step's seconds. energy_wh is the sum of the rises of an import register, from the last reading before the step on; null for other
-- measurands. named counts the samples that named a transaction, the least and the greatest of which are kept.

CREATE TABLE meter_rollup_60 (
    series_id integer          NOT NULL,
    at_ms     bigint           NOT NULL,
    avg       double precision NOT NULL,
    min       double precision NOT NULL,
    max       double precision NOT NULL,
    last      double precision NOT NULL,
    count     bigint           NOT NULL,
    energy_wh double precision,
    first_ms  bigint           NOT NULL,
    last_ms   bigint           NOT NULL,
    min_named integer,
    max_named integer,
    named     bigint           NOT NULL,
    PRIMARY KEY (series_id, at_ms)
) PARTITION BY RANGE (at_ms);

CREATE TABLE meter_rollup_60_other PARTITION OF meter_rollup_60 DEFAULT;

CREATE TABLE meter_rollup_900 (LIKE meter_rollup_60 INCLUDING ALL);
CREATE TABLE meter_rollup_3600 (LIKE meter_rollup_60 INCLUDING ALL);
CREATE INDEX meter_rollup_900_age ON meter_rollup_900 USING brin (at_ms);
CREATE INDEX meter_rollup_3600_age ON meter_rollup_3600 USING brin (at_ms);

-- Samples before closed_ms come late: who writes one marks its hour. Writers read closed_ms under a shared lock that is kept to their
-- commit, and it moves under the exclusive one, so that each sample is either seen by the first roll-up of its time or marked.
CREATE TABLE meter_rollup_state (
    id         integer NOT NULL PRIMARY KEY CHECK (id = 1),
    closed_ms  bigint  NOT NULL,
    dropped_ms bigint  NOT NULL
);

INSERT INTO meter_rollup_state (id, closed_ms, dropped_ms) VALUES (1, -9223372036854775808, -9223372036854775808);

-- From began_ms to rolled_ms the table of this step is complete, but for what is late.
CREATE TABLE meter_rollup_span (
    seconds   integer NOT NULL PRIMARY KEY,
    began_ms  bigint  NOT NULL,
    rolled_ms bigint  NOT NULL
);

CREATE TABLE meter_rollup_late (
    series_id integer NOT NULL,
    hour_ms   bigint  NOT NULL,
    PRIMARY KEY (series_id, hour_ms)
);
