-- Keys by which API processes know the logins that any of them made. Whoever reads them can make a login.
CREATE TABLE login_key (
    name       text   NOT NULL PRIMARY KEY,
    xml        text   NOT NULL,
    made_at_ms bigint NOT NULL
);
