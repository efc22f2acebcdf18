-- Each row belongs to a tenant: no query of this app may do without its clientKey.
CREATE TABLE votes (
    client_key TEXT NOT NULL,
    issue      TEXT NOT NULL,
    account_id TEXT NOT NULL,
    PRIMARY KEY (client_key, issue, account_id)
);

CREATE TABLE issues (
    client_key TEXT NOT NULL,
    issue      TEXT NOT NULL,
    PRIMARY KEY (client_key, issue)
);
