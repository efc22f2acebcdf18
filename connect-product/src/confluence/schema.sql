CREATE TABLE space (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE COLLATE NOCASE,
    name TEXT NOT NULL,
    name_words TEXT NOT NULL,
    -- global, personal
    type TEXT NOT NULL,
    -- current, archived, trashed
    status TEXT NOT NULL DEFAULT 'current',
    description TEXT NOT NULL DEFAULT '',
    homepage INTEGER,
    creator TEXT,
    created INTEGER NOT NULL
);
-- Who may do what: `create` `comment`, `read` `space`.
CREATE TABLE space_permission (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    space INTEGER NOT NULL,
    -- user, group, anonymous
    principal_type TEXT NOT NULL,
    principal TEXT NOT NULL,
    operation TEXT NOT NULL,
    target TEXT NOT NULL,
    UNIQUE (space, operation, target, principal_type, principal)
);
CREATE TABLE content (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- page, blogpost, comment, attachment, whiteboard, database, folder, embed, custom
    type TEXT NOT NULL,
    -- current, draft, archived, trashed
    status TEXT NOT NULL DEFAULT 'current',
    space INTEGER NOT NULL,
    -- of a page the one above, of a comment the one that it replies to
    parent INTEGER,
    -- of a comment or an attachment
    container INTEGER,
    position INTEGER,
    title TEXT NOT NULL,
    title_words TEXT NOT NULL,
    -- in storage format
    body TEXT NOT NULL DEFAULT '',
    body_words TEXT NOT NULL DEFAULT ' ',
    creator TEXT,
    owner TEXT,
    created INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    author TEXT,
    modified INTEGER NOT NULL,
    message TEXT NOT NULL DEFAULT '',
    minor INTEGER NOT NULL DEFAULT 0,
    -- of an inline comment: what it is about, and whether it is resolved
    inline TEXT,
    -- of an attachment
    media_type TEXT,
    size INTEGER,
    -- of custom content
    custom_type TEXT
);
CREATE INDEX content_in_space ON content (space, type, status);
CREATE INDEX content_below ON content (parent);
CREATE INDEX content_within ON content (container, type);
CREATE INDEX content_by_title ON content (title COLLATE NOCASE);
CREATE INDEX content_by_creation ON content (created);
CREATE INDEX content_by_change ON content (modified);
-- Every version, the current one too.
CREATE TABLE content_version (
    content INTEGER NOT NULL,
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    author TEXT,
    created INTEGER NOT NULL,
    message TEXT NOT NULL DEFAULT '',
    minor INTEGER NOT NULL DEFAULT 0,
    bytes BLOB,
    PRIMARY KEY (content, number)
) WITHOUT ROWID;
CREATE TABLE label (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- global, my, team
    prefix TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (prefix, name)
);
CREATE TABLE labelled (
    content INTEGER NOT NULL,
    label INTEGER NOT NULL,
    PRIMARY KEY (content, label)
) WITHOUT ROWID;
CREATE INDEX labelled_by_label ON labelled (label);
CREATE TABLE space_label (
    space INTEGER NOT NULL,
    label INTEGER NOT NULL,
    PRIMARY KEY (space, label)
) WITHOUT ROWID;
CREATE TABLE restriction (
    content INTEGER NOT NULL,
    -- read, update
    operation TEXT NOT NULL,
    -- user, group
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (content, operation, kind, subject)
) WITHOUT ROWID;
CREATE TABLE watch (
    account TEXT NOT NULL,
    content INTEGER,
    space INTEGER,
    label TEXT
);
CREATE INDEX watch_of_account ON watch (account);
CREATE TABLE liked (
    content INTEGER NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (content, account)
) WITHOUT ROWID;
CREATE TABLE favourite (
    account TEXT NOT NULL,
    content INTEGER NOT NULL,
    PRIMARY KEY (account, content)
) WITHOUT ROWID;
CREATE TABLE template (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    space INTEGER,
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL
);
-- Bodies that were converted for later.
CREATE TABLE conversion (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    representation TEXT NOT NULL,
    value TEXT NOT NULL
);
-- What a search finds: contents, and spaces.
CREATE VIEW found AS
    SELECT content.id, content.type, content.status, content.space, content.parent,
        content.container, content.title, content.title_words, content.body, content.body_words,
        content.creator, content.created, content.modified,
        space.key AS space_key, space.name AS space_name, space.name_words AS space_words,
        space.type AS space_type, space.status AS space_status
    FROM content JOIN space ON space.id = content.space
    UNION ALL
    SELECT space.id, 'space', space.status, space.id, NULL,
        NULL, space.name, space.name_words, space.description, ' ',
        space.creator, space.created, space.created,
        space.key, space.name, space.name_words,
        space.type, space.status
    FROM space;
