-- Stations, their connectors and their configuration.
--
-- Conventions of every table: times are milliseconds since 1970-01-01T00:00:00Z in bigint columns named *_at_ms; booleans are
-- smallint 0 or 1; enumerations are text in the spelling of the code; a column named *_key is the lower-case form that names are
-- compared by. Tokens in braces differ between databases and are explained in Sql/SqlDialect.cs.

CREATE TABLE station (
    id                  text     NOT NULL PRIMARY KEY,
    registration        text     NOT NULL,
    vendor              text,
    model               text,
    serial_number       text,
    box_serial_number   text,
    firmware_version    text,
    iccid               text,
    imsi                text,
    meter_type          text,
    meter_serial_number text,
    ocpp_version        text,
    created_at_ms       bigint   NOT NULL,
    booted_at_ms        bigint,
    connected_at_ms     bigint,
    disconnected_at_ms  bigint,
    last_seen_at_ms     bigint,
    remote_address      text,
    password_hash       text,
    leniency_mask       bigint,
    clock_skew_ms       bigint,
    epoch               bigint   NOT NULL,
    firmware_status     text,
    diagnostics_status  text,
    display_name        text,
    location            text
) {clustered};

CREATE TABLE connector (
    station_id        text    NOT NULL,
    connector_id      integer NOT NULL,
    status            text    NOT NULL,
    error_code        text    NOT NULL,
    info              text,
    vendor_id         text,
    vendor_error_code text,
    status_at_ms      bigint  NOT NULL,
    received_at_ms    bigint  NOT NULL,
    PRIMARY KEY (station_id, connector_id)
) {clustered};

CREATE TABLE configuration_key (
    station_id text     NOT NULL,
    name       text     NOT NULL,
    value      text,
    read_only  smallint NOT NULL,
    read_at_ms bigint   NOT NULL,
    PRIMARY KEY (station_id, name)
) {clustered};
