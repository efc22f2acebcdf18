-- The installations of apps on Forge, each of which is a tenant. A row stays when it has ended; its
-- token does not.
CREATE TABLE connect_forge_installations (
    app_key          TEXT COLLATE "C" NOT NULL CHECK (app_key <> ''),
    installation_id  TEXT COLLATE "C" NOT NULL CHECK (installation_id <> ''),
    -- The installation's id, or the key of the Connect tenant whose history it goes on with.
    client_key       TEXT COLLATE "C" NOT NULL CHECK (client_key <> ''),
    state            TEXT   NOT NULL CHECK (state IN ('installed', 'uninstalled')),
    product          TEXT   NOT NULL,
    -- Without a final slash in the path; NULL until a call has said where the site is.
    site             TEXT,
    cloud_id         TEXT,
    environment_id   TEXT   NOT NULL,
    environment      TEXT   NOT NULL,
    context          TEXT,
    api_base_url     TEXT   NOT NULL,
    app_version      TEXT,
    -- The app's token for calls to the product. Nonce, ciphertext and tag under the key that token_key
    -- names; plain where that is NULL.
    token            BYTEA,
    token_key        TEXT COLLATE "C",
    -- All moments are seconds since 1970.
    token_expires_at BIGINT,
    -- When the latest call was made that changed something here, or that ended it.
    seen_at          BIGINT NOT NULL,
    installed_at     BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    -- The transaction of the latest change that a process with the row in memory must hear of.
    changed          BIGINT NOT NULL,
    PRIMARY KEY (app_key, installation_id),
    CHECK (state = 'installed' OR token IS NULL),
    CHECK ((token IS NULL) = (token_expires_at IS NULL))
);

-- One tenant of an app has one installation.
CREATE UNIQUE INDEX connect_forge_installations_by_key ON connect_forge_installations (app_key, client_key)
    WHERE state = 'installed';

-- What has changed lately.
CREATE INDEX connect_forge_installations_by_change ON connect_forge_installations (changed);
