jira!(jira, GET "/rest/api/3/auditing/record")
