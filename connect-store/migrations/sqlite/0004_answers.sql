-- What a host has said of a tenant, so that not each process asks it. Each is good for minutes, and gone
-- with the installation that it was said of.
CREATE TABLE connect_host_answers (
    app_key    TEXT    NOT NULL,
    client_key TEXT    NOT NULL,
    question   TEXT    NOT NULL,
    answer     TEXT    NOT NULL,
    -- In seconds since 1970.
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (app_key, client_key, question)
) STRICT, WITHOUT ROWID;

CREATE INDEX connect_host_answers_by_end ON connect_host_answers (expires_at);
