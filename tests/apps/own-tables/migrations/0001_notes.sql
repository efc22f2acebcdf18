-- Each row belongs to a tenant: no query may do without its client_key.
CREATE TABLE notes (
    client_key TEXT NOT NULL,
    issue      TEXT NOT NULL,
    account_id TEXT NOT NULL,
    text       TEXT NOT NULL,
    kept       INTEGER NOT NULL DEFAULT (unixepoch()),
    PRIMARY KEY (client_key, issue, account_id)
);
