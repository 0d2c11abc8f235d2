-- Everything else that is kept.

CREATE TABLE id_tag (
    tag_key        text     NOT NULL PRIMARY KEY,
    tag            text     NOT NULL,
    blocked        smallint NOT NULL,
    parent_tag     text,
    expires_at_ms  bigint,
    may_run_beside smallint NOT NULL,
    note           text,
    updated_at_ms  bigint   NOT NULL
) {clustered};

CREATE TABLE alarm (
    id                 {identity},
    station_id         text,
    connector_id       integer,
    kind               text     NOT NULL,
    severity           smallint NOT NULL,
    text               text     NOT NULL,
    evidence_json      text,
    raised_at_ms       bigint   NOT NULL,
    last_seen_at_ms    bigint   NOT NULL,
    cleared_at_ms      bigint,
    acknowledged_at_ms bigint,
    acknowledged_by    text,
    note               text
);

CREATE INDEX alarm_station ON alarm (station_id, id);
CREATE INDEX alarm_open ON alarm (kind, station_id, connector_id) WHERE cleared_at_ms IS NULL;

-- Numbers that are given out once.
CREATE TABLE counter (
    name  text   NOT NULL PRIMARY KEY,
    value bigint NOT NULL
) {clustered};

INSERT INTO counter (name, value) VALUES ('reservation', 0);

CREATE TABLE reservation (
    id            integer NOT NULL PRIMARY KEY,
    station_id    text    NOT NULL,
    connector_id  integer NOT NULL,
    id_tag        text    NOT NULL,
    parent_id_tag text,
    expires_at_ms bigint  NOT NULL,
    created_at_ms bigint  NOT NULL,
    state         text    NOT NULL
);

CREATE INDEX reservation_station ON reservation (station_id, id);

CREATE TABLE charging_profile (
    station_id     text    NOT NULL,
    profile_id     integer NOT NULL,
    connector_id   integer NOT NULL,
    stack_level    integer NOT NULL,
    purpose        text    NOT NULL,
    transaction_id bigint,
    profile_json   text    NOT NULL,
    accepted_at_ms bigint  NOT NULL,
    PRIMARY KEY (station_id, profile_id)
) {clustered};

CREATE TABLE local_list (
    station_id text    NOT NULL PRIMARY KEY,
    version    integer NOT NULL,
    sent_at_ms bigint  NOT NULL
) {clustered};

CREATE TABLE local_list_entry (
    station_id    text   NOT NULL,
    id_tag_key    text   NOT NULL,
    id_tag        text   NOT NULL,
    status        text   NOT NULL,
    expires_at_ms bigint,
    parent_id_tag text,
    PRIMARY KEY (station_id, id_tag_key)
) {clustered};

CREATE TABLE console_user (
    name_key         text   NOT NULL PRIMARY KEY,
    name             text   NOT NULL,
    role             text   NOT NULL,
    password_hash    text   NOT NULL,
    created_at_ms    bigint NOT NULL,
    last_login_at_ms bigint
) {clustered};

-- Written and emptied to find out whether a database that refused writes takes them again.
CREATE TABLE write_probe (
    id     integer NOT NULL PRIMARY KEY,
    filler text    NOT NULL
);
