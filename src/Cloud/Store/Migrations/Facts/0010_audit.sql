-- Who did what through the API, and what came of it.

CREATE TABLE audit (
    id          {identity},
    at_ms       bigint  NOT NULL,
    user_key    text    NOT NULL,
    user_name   text    NOT NULL,
    address     text,
    kind_key    text    NOT NULL,
    kind        text    NOT NULL,
    target      text,
    detail_json text,
    status      integer NOT NULL,
    outcome     text
);

CREATE INDEX audit_at ON audit (at_ms);
CREATE INDEX audit_user ON audit (user_key, id);
CREATE INDEX audit_target ON audit (target, id);
