-- The message log: telemetry, in daily partitions (UTC, by our clock) that go as a whole when they are old.

CREATE SEQUENCE message_id;

CREATE TABLE message (
    id           bigint           NOT NULL DEFAULT nextval('message_id'),
    at_ms        bigint           NOT NULL,
    station_id   text             NOT NULL,
    from_station smallint         NOT NULL,
    action       text             NOT NULL,
    message_id   text             NOT NULL,
    request      text             NOT NULL,
    response     text,
    error_code   text,
    error_text   text,
    latency_ms   double precision NOT NULL,
    leniencies   bigint           NOT NULL,
    PRIMARY KEY (id, at_ms)
) PARTITION BY RANGE (at_ms);

CREATE INDEX message_station ON message (station_id, at_ms, id);
CREATE INDEX message_newest ON message (at_ms, id);

CREATE TABLE message_other PARTITION OF message DEFAULT;
