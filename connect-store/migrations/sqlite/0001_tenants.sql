-- Who has installed which app. A row stays after an uninstall; its secret does not.
CREATE TABLE connect_tenants (
    app_key         TEXT    NOT NULL CHECK (app_key <> ''),
    client_key      TEXT    NOT NULL CHECK (client_key <> ''),
    state           TEXT    NOT NULL CHECK (state IN ('installed', 'uninstalled', 'superseded')),
    enabled         INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    product         TEXT    NOT NULL,
    -- Without a final slash in the path, so that equal sites are equal texts.
    base_url        TEXT    NOT NULL,
    -- Nonce, ciphertext and tag under the key that secret_key names; plain where that is NULL.
    secret          BLOB,
    secret_key      TEXT,
    oauth_client_id TEXT,
    display_url     TEXT,
    description     TEXT,
    -- The rest of the install payload, a JSON object.
    extra           TEXT    NOT NULL DEFAULT '{}',
    -- Seconds since 1970.
    installed_at    INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    PRIMARY KEY (app_key, client_key),
    CHECK ((state = 'installed') = (secret IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- A new clientKey from a known base URL supersedes the row that this finds.
CREATE INDEX connect_tenants_by_site ON connect_tenants (app_key, base_url);
