-- The message log: telemetry, in a database of its own so that it can be large, trimmed and lost without touching a fact.

CREATE TABLE message (
    id           {identity},
    station_id   text     NOT NULL,
    at_ms        bigint   NOT NULL,
    from_station smallint NOT NULL,
    action       text     NOT NULL,
    message_id   text     NOT NULL,
    request      text     NOT NULL,
    response     text,
    error_code   text,
    error_text   text,
    latency_ms   double precision NOT NULL,
    leniencies   bigint   NOT NULL
);

CREATE INDEX message_station ON message (station_id, at_ms, id);
CREATE INDEX message_newest ON message (at_ms, id);
