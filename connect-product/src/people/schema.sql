CREATE TABLE account (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    kind TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT 1
) WITHOUT ROWID;
CREATE TABLE user_group (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) WITHOUT ROWID;
CREATE TABLE membership (
    account TEXT NOT NULL,
    user_group TEXT NOT NULL,
    PRIMARY KEY (account, user_group)
) WITHOUT ROWID;
CREATE INDEX membership_of_group ON membership (user_group);
