-- What was promised and is to be done: one row for each job, until it is purged. All moments are
-- milliseconds since 1970.
CREATE TABLE connect_jobs (
    -- Never given again, also when the last one is deleted.
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    app_key    TEXT    NOT NULL,
    -- The tenant; '' for a job of the app itself.
    client_key TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    -- Makes the job once within its app, tenant and kind.
    delivery   TEXT,
    -- Jobs of one tenant with the same text here run one after another.
    in_order   TEXT,
    -- 0 ready, 1 waiting, 2 running, 3 done, 4 dead, 5 suspect, 6 blocked (behind another one of its
    -- order).
    state      INTEGER NOT NULL,
    -- Claims; failures that a handler answered for; processes that ended.
    attempts   INTEGER NOT NULL DEFAULT 0,
    failures   INTEGER NOT NULL DEFAULT 0,
    crashes    INTEGER NOT NULL DEFAULT 0,
    received   INTEGER NOT NULL,
    due        INTEGER NOT NULL,
    finished   INTEGER,
    -- The worker that runs it.
    owner      INTEGER,
    -- Why it failed, the last time that it did.
    reason     TEXT,
    -- Of the body, in bytes; 0 once it is done.
    size       INTEGER NOT NULL
) STRICT;

-- Also finds all jobs of a tenant. Two NULLs are different.
CREATE UNIQUE INDEX connect_jobs_delivery ON connect_jobs (app_key, client_key, kind, delivery);
-- A claim leaps from tenant to tenant here.
CREATE INDEX connect_jobs_ready ON connect_jobs (app_key, client_key, id) WHERE state = 0;
CREATE INDEX connect_jobs_waiting ON connect_jobs (app_key, due) WHERE state = 1;
CREATE INDEX connect_jobs_running ON connect_jobs (app_key, client_key) WHERE state = 2;
CREATE INDEX connect_jobs_owned ON connect_jobs (owner) WHERE state = 2;
CREATE INDEX connect_jobs_suspect ON connect_jobs (app_key, id) WHERE state = 5;
CREATE INDEX connect_jobs_ordered ON connect_jobs (app_key, client_key, in_order, state, id)
    WHERE in_order IS NOT NULL AND state NOT IN (3, 4);
CREATE INDEX connect_jobs_ended ON connect_jobs (app_key, state, finished) WHERE state IN (3, 4);

-- Apart, so that a change of state does not write the body again.
CREATE TABLE connect_job_bodies (
    id   INTEGER PRIMARY KEY,
    body BLOB NOT NULL
) STRICT;

-- Until when each worker is believed to be alive.
CREATE TABLE connect_job_workers (
    id          INTEGER PRIMARY KEY,
    alive_until INTEGER NOT NULL
) STRICT;
