-- Who has installed which app. A row stays after an uninstall; its secrets do not.
CREATE TABLE connect_tenants (
    app_key         TEXT    NOT NULL CHECK (app_key <> ''),
    client_key      TEXT    NOT NULL CHECK (client_key <> ''),
    state           TEXT    NOT NULL CHECK (state IN ('installed', 'uninstalled', 'superseded')),
    enabled         INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    product         TEXT    NOT NULL,
    -- Without a final slash in the path, so that equal sites are equal texts.
    base_url        TEXT    NOT NULL,
    -- Whose keys vouched for the install; NULL where nobody was asked.
    environment     TEXT,
    -- The secret and those before it that may still be in use, each behind its length. Nonce,
    -- ciphertext and tag under the key that secret_key names; plain where that is NULL.
    secret          BLOB,
    secret_key      TEXT,
    -- Counts the row's installs.
    generation      INTEGER NOT NULL,
    oauth_client_id TEXT,
    display_url     TEXT,
    description     TEXT,
    -- The rest of the install payload, a JSON object.
    extra           TEXT    NOT NULL DEFAULT '{}',
    -- All moments are seconds since 1970. This one: when the latest token was made that was believed
    -- about the installation.
    believed_at     INTEGER NOT NULL DEFAULT 0,
    installed_at    INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    superseded_at   INTEGER,
    -- Since when the host has refused what the app signs.
    refused_at      INTEGER,
    -- The number of the latest change that a process with the row in memory must hear of.
    changed         INTEGER NOT NULL,
    PRIMARY KEY (app_key, client_key),
    CHECK (state <> 'installed' OR secret IS NOT NULL),
    CHECK (state <> 'uninstalled' OR secret IS NULL),
    CHECK ((state = 'superseded') = (superseded_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- A new clientKey from a known base URL supersedes the row that this finds.
CREATE INDEX connect_tenants_by_site ON connect_tenants (app_key, base_url);

-- What has changed lately, and the next number.
CREATE INDEX connect_tenants_by_change ON connect_tenants (changed);

-- The tokens of lifecycle callbacks that were believed, until they expire: a token covers the URL of
-- its request and not the body, so it must not come again with another one.
CREATE TABLE connect_lifecycle_tokens (
    app_key    TEXT    NOT NULL,
    -- SHA-256 of what was signed, and of the body that came with it.
    token      BLOB    NOT NULL,
    body       BLOB    NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (app_key, token)
) STRICT, WITHOUT ROWID;

CREATE INDEX connect_lifecycle_tokens_by_end ON connect_lifecycle_tokens (expires_at);
