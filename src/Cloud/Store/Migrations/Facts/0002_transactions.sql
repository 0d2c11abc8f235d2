-- Charging transactions. A row with orphan = 1 is a stop whose id was never given out to that station; its own id is negative, so
-- that no station can ever name it. OCPP 1.6 carries transaction ids as 32-bit integers.

CREATE TABLE charge_transaction (
    id                   {identity},
    station_id           text     NOT NULL,
    connector_id         integer  NOT NULL,
    id_tag               text     NOT NULL,
    id_tag_key           text     NOT NULL,
    tag_group_key        text     NOT NULL,
    started_at_ms        bigint   NOT NULL,
    start_received_at_ms bigint   NOT NULL,
    meter_start_wh       bigint   NOT NULL,
    reservation_id       integer,
    start_authorization  text     NOT NULL,
    stopped_at_ms        bigint,
    stop_received_at_ms  bigint,
    meter_stop_wh        bigint,
    stop_reason          text,
    stop_id_tag          text,
    closed_by_hand       smallint NOT NULL DEFAULT 0,
    orphan               smallint NOT NULL DEFAULT 0,
    reported_id          bigint,
    CHECK (id <= 2147483647)
);

CREATE UNIQUE INDEX charge_transaction_start ON charge_transaction
    (station_id, connector_id, started_at_ms, meter_start_wh, id_tag_key) WHERE orphan = 0;
CREATE UNIQUE INDEX charge_transaction_orphan ON charge_transaction
    (station_id, reported_id, stopped_at_ms, meter_stop_wh) WHERE orphan = 1;
CREATE INDEX charge_transaction_open ON charge_transaction (tag_group_key) WHERE stopped_at_ms IS NULL;
CREATE INDEX charge_transaction_newest ON charge_transaction (start_received_at_ms, id);
CREATE INDEX charge_transaction_station ON charge_transaction (station_id, start_received_at_ms, id);
CREATE INDEX charge_transaction_tag ON charge_transaction (id_tag_key, start_received_at_ms, id);

-- The running meter of a transaction: apart from its row because it changes with every MeterValues, and narrow because of that.
-- first/last_sample_at_ms span the samples that named the transaction, wherever the station's clock was.
CREATE TABLE transaction_meter (
    transaction_id      integer          NOT NULL PRIMARY KEY,
    energy_wh           double precision,
    register_wh         double precision NOT NULL,
    register_at_ms      bigint           NOT NULL,
    register_resets     integer          NOT NULL,
    first_sample_at_ms  bigint,
    last_sample_at_ms   bigint
);
