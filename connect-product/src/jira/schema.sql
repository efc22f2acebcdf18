CREATE TABLE project (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    -- software, business, service_desk
    type TEXT NOT NULL,
    lead TEXT NOT NULL,
    -- public: everybody sees it; open: everybody who is logged in works in it; private: its members
    access TEXT NOT NULL,
    url TEXT,
    assignee_type TEXT NOT NULL DEFAULT 'UNASSIGNED',
    archived INTEGER NOT NULL DEFAULT 0,
    -- the number of its last issue
    last_number INTEGER NOT NULL DEFAULT 0
);
-- A member is an account or a group.
CREATE TABLE project_member (
    project INTEGER NOT NULL,
    -- administrators, members, viewers, customers
    role TEXT NOT NULL,
    account TEXT,
    user_group TEXT
);
CREATE INDEX project_member_of ON project_member (project);
CREATE TABLE issue_type (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    -- -1 for a subtask, 1 for an epic
    level INTEGER NOT NULL
);
CREATE TABLE status (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    -- new, indeterminate, done
    category TEXT NOT NULL
);
CREATE TABLE priority (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    color TEXT NOT NULL
);
CREATE TABLE resolution (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT NOT NULL
);
CREATE TABLE issue (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    project INTEGER NOT NULL,
    number INTEGER NOT NULL,
    type INTEGER NOT NULL,
    status INTEGER NOT NULL,
    priority INTEGER,
    resolution INTEGER,
    summary TEXT NOT NULL,
    -- Atlassian Document Format
    description TEXT,
    -- the words of both in lower case, which are searched: " try the app "
    summary_words TEXT NOT NULL,
    description_words TEXT NOT NULL,
    assignee TEXT,
    reporter TEXT,
    creator TEXT,
    parent INTEGER,
    -- in milliseconds since 1970
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    resolved INTEGER,
    due TEXT,
    -- in seconds
    estimate INTEGER,
    -- custom fields, and what else is only kept
    fields TEXT,
    -- A deleted issue is kept for the webhooks that ask whether it matches their JQL.
    deleted INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX issue_in_project ON issue (project, number);
-- A project's issues in the orders in which lists show them, by ids the first: which are on a page, and
-- how many there are, is then read from these alone.
CREATE INDEX issue_of_project ON issue (project, deleted);
CREATE INDEX issue_of_project_by_created ON issue (project, deleted, created);
CREATE INDEX issue_of_project_by_updated ON issue (project, deleted, updated);
CREATE INDEX issue_by_status ON issue (status);
CREATE INDEX issue_by_assignee ON issue (assignee);
CREATE INDEX issue_by_reporter ON issue (reporter);
CREATE INDEX issue_by_parent ON issue (parent) WHERE parent IS NOT NULL;
CREATE INDEX issue_by_created ON issue (created);
CREATE INDEX issue_by_updated ON issue (updated);
CREATE TABLE issue_label (
    issue INTEGER NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (issue, label)
) WITHOUT ROWID;
CREATE INDEX issue_by_label ON issue_label (label);
CREATE TABLE issue_component (
    issue INTEGER NOT NULL,
    component INTEGER NOT NULL,
    PRIMARY KEY (issue, component)
) WITHOUT ROWID;
CREATE INDEX issue_by_component ON issue_component (component);
CREATE TABLE issue_version (
    issue INTEGER NOT NULL,
    -- fix, affects
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (issue, kind, version)
) WITHOUT ROWID;
CREATE INDEX issue_by_version ON issue_version (version);
CREATE TABLE issue_sprint (
    issue INTEGER NOT NULL,
    sprint INTEGER NOT NULL,
    PRIMARY KEY (issue, sprint)
) WITHOUT ROWID;
CREATE INDEX issue_by_sprint ON issue_sprint (sprint);
CREATE TABLE comment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    issue INTEGER NOT NULL,
    author TEXT,
    update_author TEXT,
    body TEXT NOT NULL,
    words TEXT NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    visibility TEXT,
    -- whether customers see it
    public INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX comment_of_issue ON comment (issue);
CREATE TABLE worklog (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    issue INTEGER NOT NULL,
    author TEXT,
    update_author TEXT,
    comment TEXT,
    started INTEGER NOT NULL,
    seconds INTEGER NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL
);
CREATE INDEX worklog_of_issue ON worklog (issue);
CREATE TABLE link_type (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    inward TEXT NOT NULL,
    outward TEXT NOT NULL
);
-- The outward issue is the destination: source "blocks" destination.
CREATE TABLE issue_link (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    type INTEGER NOT NULL,
    source INTEGER NOT NULL,
    destination INTEGER NOT NULL
);
CREATE INDEX issue_link_from ON issue_link (source);
CREATE INDEX issue_link_to ON issue_link (destination);
CREATE TABLE attachment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    issue INTEGER NOT NULL,
    author TEXT,
    filename TEXT NOT NULL,
    mime TEXT NOT NULL,
    size INTEGER NOT NULL,
    created INTEGER NOT NULL,
    content BLOB NOT NULL
);
CREATE INDEX attachment_of_issue ON attachment (issue);
CREATE TABLE vote (
    issue INTEGER NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (issue, account)
) WITHOUT ROWID;
CREATE TABLE watcher (
    issue INTEGER NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (issue, account)
) WITHOUT ROWID;
-- What an edit has changed: the items of a changelog.
CREATE TABLE history (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    issue INTEGER NOT NULL,
    author TEXT,
    created INTEGER NOT NULL,
    items TEXT NOT NULL
);
CREATE INDEX history_of_issue ON history (issue);
CREATE TABLE version (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project INTEGER NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    archived INTEGER NOT NULL DEFAULT 0,
    released INTEGER NOT NULL DEFAULT 0,
    start_date TEXT,
    release_date TEXT,
    position INTEGER NOT NULL
);
CREATE INDEX version_of_project ON version (project);
CREATE TABLE component (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project INTEGER NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    lead TEXT,
    assignee_type TEXT NOT NULL DEFAULT 'PROJECT_DEFAULT'
);
CREATE INDEX component_of_project ON component (project);
CREATE TABLE custom_field (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    -- the type in the field's schema: number, string, array, option
    type TEXT NOT NULL,
    -- the type's full key
    custom TEXT NOT NULL
);
CREATE TABLE filter (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    jql TEXT NOT NULL,
    owner TEXT,
    shares TEXT NOT NULL DEFAULT '[]'
);
CREATE TABLE filter_favourite (
    filter INTEGER NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (filter, account)
) WITHOUT ROWID;
CREATE TABLE dashboard (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    owner TEXT,
    shares TEXT NOT NULL DEFAULT '[]'
);
CREATE TABLE dashboard_item (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    dashboard INTEGER NOT NULL,
    -- the gadget: moduleKey, uri, color, position, title
    item TEXT NOT NULL
);
CREATE TABLE board (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    -- scrum, kanban
    type TEXT NOT NULL,
    project INTEGER NOT NULL,
    filter INTEGER NOT NULL
);
CREATE TABLE sprint (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    board INTEGER NOT NULL,
    name TEXT NOT NULL,
    goal TEXT NOT NULL DEFAULT '',
    -- future, active, closed
    state TEXT NOT NULL,
    start_at INTEGER,
    end_at INTEGER,
    complete_at INTEGER
);
CREATE TABLE organization (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL
);
CREATE TABLE organization_member (
    organization INTEGER NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (organization, account)
) WITHOUT ROWID;

-- Each service project has a service desk, with request types to begin with.
CREATE TABLE service_desk (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project INTEGER NOT NULL UNIQUE
);
CREATE TABLE request_type (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    desk INTEGER NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    help TEXT NOT NULL DEFAULT '',
    issue_type INTEGER NOT NULL
);
CREATE TRIGGER desk_of_project AFTER INSERT ON project WHEN NEW.type = 'service_desk' BEGIN
    INSERT INTO service_desk (project) VALUES (NEW.id);
    INSERT INTO request_type (desk, name, description, help, issue_type)
        SELECT id, 'Ask a question', 'Something is not clear, or is missing.',
            'Tell us what you want to do.', 10005 FROM service_desk WHERE project = NEW.id;
    INSERT INTO request_type (desk, name, description, help, issue_type)
        SELECT id, 'Report a problem', 'Something does not work.',
            'Tell us what happened, and when.', 10006 FROM service_desk WHERE project = NEW.id;
END;
CREATE TRIGGER desk_of_no_project AFTER DELETE ON project BEGIN
    DELETE FROM request_type WHERE desk IN (SELECT id FROM service_desk WHERE project = OLD.id);
    DELETE FROM service_desk WHERE project = OLD.id;
END;
-- An issue that was raised by a customer, or for one.
CREATE TABLE request (
    issue INTEGER PRIMARY KEY,
    request_type INTEGER NOT NULL
);
CREATE TABLE request_participant (
    issue INTEGER NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (issue, account)
) WITHOUT ROWID;
-- Requests that all of an organization see.
CREATE TABLE request_organization (
    issue INTEGER NOT NULL,
    organization INTEGER NOT NULL,
    PRIMARY KEY (issue, organization)
) WITHOUT ROWID;
CREATE TABLE desk_organization (
    desk INTEGER NOT NULL,
    organization INTEGER NOT NULL,
    PRIMARY KEY (desk, organization)
) WITHOUT ROWID;
CREATE TABLE approval (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    issue INTEGER NOT NULL,
    name TEXT NOT NULL,
    created INTEGER NOT NULL,
    completed INTEGER
);
CREATE INDEX approval_of_issue ON approval (issue);
CREATE TABLE approver (
    approval INTEGER NOT NULL,
    account TEXT NOT NULL,
    -- approved, declined, pending
    decision TEXT NOT NULL DEFAULT 'pending',
    PRIMARY KEY (approval, account)
) WITHOUT ROWID;
