-- What a host has said of a tenant, so that not each process asks it. Each is good for minutes, and gone
-- with the installation that it was said of.
CREATE TABLE connect_host_answers (
    app_key    TEXT COLLATE "C" NOT NULL,
    client_key TEXT COLLATE "C" NOT NULL,
    question   TEXT COLLATE "C" NOT NULL,
    answer     TEXT   NOT NULL,
    -- In seconds since 1970.
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (app_key, client_key, question)
);

CREATE INDEX connect_host_answers_by_end ON connect_host_answers (expires_at);
