INSERT INTO project (id, key, name, description, type, lead, access) VALUES
    (10000, 'DEMO', 'Demo', 'A project to try apps with.', 'software',
     '557058:00000000-0000-4000-8000-000000000001', 'open'),
    (10001, 'ROAD', 'Roadmap', 'What everybody may know.', 'business',
     '557058:00000000-0000-4000-8000-000000000007', 'public'),
    (10002, 'HELP', 'Help desk', 'Requests of customers.', 'service_desk',
     '557058:00000000-0000-4000-8000-000000000005', 'private');
INSERT INTO issue_type (id, name, description, level) VALUES
    (10000, 'Epic', 'A large piece of work.', 1),
    (10001, 'Story', 'What a user wants.', 0),
    (10002, 'Task', 'A small, distinct piece of work.', 0),
    (10003, 'Bug', 'A problem or error.', 0),
    (10004, 'Sub-task', 'A small part of a larger piece of work.', -1),
    (10005, 'Service request', 'A request from a customer.', 0),
    (10006, 'Incident', 'An interruption of a service.', 0);
INSERT INTO status (id, name, category) VALUES
    (1, 'To Do', 'new'),
    (3, 'In Progress', 'indeterminate'),
    (10001, 'In Review', 'indeterminate'),
    (10002, 'Done', 'done'),
    (10003, 'Waiting for support', 'new'),
    (10004, 'Resolved', 'done');
INSERT INTO priority (id, name, color) VALUES
    (1, 'Highest', '#d04437'), (2, 'High', '#f15C75'), (3, 'Medium', '#f79232'),
    (4, 'Low', '#707070'), (5, 'Lowest', '#999999');
INSERT INTO resolution (id, name, description) VALUES
    (10000, 'Done', 'Work has been completed.'),
    (10001, 'Won''t Do', 'This will not be worked on.'),
    (10002, 'Duplicate', 'The problem is known already.'),
    (10003, 'Cannot Reproduce', 'Nobody else sees it.');
INSERT INTO link_type (id, name, inward, outward) VALUES
    (10000, 'Blocks', 'is blocked by', 'blocks'),
    (10001, 'Cloners', 'is cloned by', 'clones'),
    (10002, 'Duplicate', 'is duplicated by', 'duplicates'),
    (10003, 'Relates', 'relates to', 'relates to');
INSERT INTO custom_field (id, name, type, custom) VALUES
    (10016, 'Story point estimate', 'number', 'com.atlassian.jira.plugin.system.customfieldtypes:float'),
    (10020, 'Sprint', 'array', 'com.pyxis.greenhopper.jira:gh-sprint'),
    (10030, 'Team note', 'string', 'com.atlassian.jira.plugin.system.customfieldtypes:textfield');
INSERT INTO version (id, project, name, description, released, archived, release_date, position) VALUES
    (10100, 10000, '1.0', 'The first version.', 1, 0, '2026-01-12', 1),
    (10101, 10000, '1.1', 'Small repairs.', 0, 0, '2026-03-02', 2),
    (10102, 10000, '2.0', 'The next step.', 0, 0, NULL, 3);
INSERT INTO component (id, project, name, description, lead) VALUES
    (10200, 10000, 'Panel', 'What is seen beside an issue.', '557058:00000000-0000-4000-8000-000000000002'),
    (10201, 10000, 'Board', 'What is seen of a sprint.', NULL),
    (10202, 10000, 'Guide', 'What is written for users.', NULL);
INSERT INTO filter (id, name, jql, owner, shares) VALUES
    (10900, 'Mine', 'assignee = currentUser() AND resolution = EMPTY ORDER BY updated DESC',
     '557058:00000000-0000-4000-8000-000000000001', '[]'),
    (10901, 'Bugs of the demo', 'project = DEMO AND issuetype = Bug ORDER BY priority',
     '557058:00000000-0000-4000-8000-000000000002', '[{"id":1,"type":"authenticated"}]'),
    (10902, 'DEMO board', 'project = DEMO ORDER BY Rank ASC',
     '557058:00000000-0000-4000-8000-000000000001', '[{"id":2,"type":"authenticated"}]'),
    (10903, 'ROAD board', 'project = ROAD ORDER BY Rank ASC',
     '557058:00000000-0000-4000-8000-000000000007', '[{"id":3,"type":"authenticated"}]');
INSERT INTO dashboard (id, name, description, owner, shares) VALUES
    (10500, 'Demo', 'What goes on in the demo.', '557058:00000000-0000-4000-8000-000000000001',
     '[{"id":4,"type":"authenticated"}]'),
    (10510, 'Private', 'For Alice alone.', '557058:00000000-0000-4000-8000-000000000002', '[]');
INSERT INTO dashboard_item (id, dashboard, item) VALUES
    (10501, 10500, '{"moduleKey":"dashboard-item","title":"Votes","color":"blue","position":{"row":0,"column":0}}');
INSERT INTO board (id, name, type, project, filter) VALUES
    (1, 'DEMO board', 'scrum', 10000, 10902),
    (2, 'ROAD board', 'kanban', 10001, 10903);
INSERT INTO sprint (id, board, name, goal, state, start_at, end_at, complete_at) VALUES
    (1, 1, 'Sprint 1', 'Let people try it.', 'active', 1768209000000, 1769418600000, NULL),
    (2, 1, 'Sprint 2', '', 'future', NULL, NULL, NULL),
    (3, 1, 'Sprint 0', 'Begin.', 'closed', 1766999400000, 1768209000000, 1768209000000);
INSERT INTO organization (id, name) VALUES (1, 'Harbour & Sons');
INSERT INTO organization_member (organization, account) VALUES
    (1, '557058:00000000-0000-4000-8000-000000000009');
INSERT INTO desk_organization (desk, organization) VALUES (1, 1);
