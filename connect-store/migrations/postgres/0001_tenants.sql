-- Who has installed which app. A row stays after an uninstall; its secrets do not.
CREATE TABLE connect_tenants (
    app_key         TEXT COLLATE "C" NOT NULL CHECK (app_key <> ''),
    client_key      TEXT COLLATE "C" NOT NULL CHECK (client_key <> ''),
    state           TEXT    NOT NULL CHECK (state IN ('installed', 'uninstalled', 'superseded')),
    enabled         BOOLEAN NOT NULL,
    product         TEXT    NOT NULL,
    -- Without a final slash in the path, so that equal sites are equal texts.
    base_url        TEXT COLLATE "C" NOT NULL,
    -- Whose keys vouched for the install; NULL where nobody was asked.
    environment     TEXT,
    -- The secret and those before it that may still be in use, each behind its length. Nonce,
    -- ciphertext and tag under the key that secret_key names; plain where that is NULL.
    secret          BYTEA,
    secret_key      TEXT COLLATE "C",
    -- Counts the row's installs.
    generation      BIGINT  NOT NULL,
    oauth_client_id TEXT,
    display_url     TEXT,
    description     TEXT,
    -- The rest of the install payload, a JSON object.
    extra           TEXT    NOT NULL DEFAULT '{}',
    -- All moments are seconds since 1970. This one: when the latest token was made that was believed
    -- about the installation.
    believed_at     BIGINT  NOT NULL DEFAULT 0,
    installed_at    BIGINT  NOT NULL,
    updated_at      BIGINT  NOT NULL,
    superseded_at   BIGINT,
    -- Since when the host has refused what the app signs.
    refused_at      BIGINT,
    -- The transaction of the latest change that a process with the row in memory must hear of. Unlike
    -- numbers of our own these can be asked for in the order in which they become visible.
    changed         BIGINT  NOT NULL,
    PRIMARY KEY (app_key, client_key),
    CHECK (state <> 'installed' OR secret IS NOT NULL),
    CHECK (state <> 'uninstalled' OR secret IS NULL),
    CHECK ((state = 'superseded') = (superseded_at IS NOT NULL))
);

-- A new clientKey from a known base URL supersedes the row that this finds.
CREATE INDEX connect_tenants_by_site ON connect_tenants (app_key, base_url);

-- What has changed lately.
CREATE INDEX connect_tenants_by_change ON connect_tenants (changed);

-- The tokens of lifecycle callbacks that were believed, until they expire: a token covers the URL of
-- its request and not the body, so it must not come again with another one.
CREATE TABLE connect_lifecycle_tokens (
    app_key    TEXT COLLATE "C" NOT NULL,
    -- SHA-256 of what was signed, and of the body that came with it.
    token      BYTEA  NOT NULL,
    body       BYTEA  NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (app_key, token)
);

CREATE INDEX connect_lifecycle_tokens_by_end ON connect_lifecycle_tokens (expires_at);
