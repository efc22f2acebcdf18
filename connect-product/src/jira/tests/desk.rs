//! Jira Service Management, by an agent (5), a customer (9), and someone who is neither (2).

use serde_json::{Value, json};

use super::jira;
use crate::people::account_id;
use crate::testing::{anonymous, app, user};

const REQUEST: &str = "/rest/servicedeskapi/request";
const DESK: &str = "/rest/servicedeskapi/servicedesk";

fn texts<'v>(page: &'v Value, name: &str) -> Vec<&'v str> {
    let values = page["values"].as_array().unwrap().iter();
    values.map(|it| it[name].as_str().unwrap()).collect()
}

#[tokio::test]
async fn rights_depend_on_the_role() {
    let data = jira();
    let (agent, customer, other) = (user(&data, "5"), user(&data, "9"), user(&data, "2"));
    for (path, expected) in [
        (DESK.to_owned(), [200, 200, 200]),
        (format!("{DESK}/1"), [200, 200, 404]),
        (format!("{DESK}/10002/requesttype"), [200, 200, 404]),
        (format!("{DESK}/1/requesttype/1/field"), [200, 200, 404]),
        (format!("{DESK}/1/requesttype/99"), [404, 404, 404]),
        (format!("{DESK}/1/queue"), [200, 403, 404]),
        (format!("{DESK}/1/customer"), [200, 403, 404]),
        (format!("{DESK}/1/organization"), [200, 200, 404]),
        (format!("{REQUEST}/HELP-1"), [200, 200, 404]),
        (format!("{REQUEST}/HELP-1/sla"), [200, 403, 404]),
        (format!("{REQUEST}/HELP-1/comment"), [200, 200, 404]),
        (format!("{REQUEST}/DEMO-1"), [404, 404, 404]),
        (
            "/rest/servicedeskapi/organization/1".to_owned(),
            [200, 200, 404],
        ),
    ] {
        let mut seen = Vec::new();
        for asker in [&agent, &customer, &other] {
            seen.push(asker.get(&path).await.status);
        }
        assert_eq!(seen, expected, "{path}");
        assert_eq!(anonymous(&data).get(&path).await.status, 401, "{path}");
    }
    assert_eq!(texts(&agent.get(DESK).await.ok(), "projectKey"), ["HELP"]);
    assert_eq!(texts(&other.get(DESK).await.ok(), "projectKey"), [""; 0]);
    // A participant sees one request, and no other.
    let participant = user(&data, "8");
    assert_eq!(
        participant.get(&format!("{REQUEST}/HELP-2")).await.status,
        200
    );
    assert_eq!(
        participant.get(&format!("{REQUEST}/HELP-3")).await.status,
        404
    );
}

#[tokio::test]
async fn a_customer_raises_a_request_and_follows_it() {
    let data = jira();
    let (agent, customer) = (user(&data, "5"), user(&data, "9"));
    let body = json!({
        "serviceDeskId": "1", "requestTypeId": "2",
        "requestFieldValues": {"summary": "It smokes", "description": "The laptop.\n\nBlue."},
        "requestParticipants": [account_id("8")],
    });
    let seen = customer.post(REQUEST, body).await;
    assert_eq!(seen.events(), ["jira:issue_created"]);
    assert_eq!(seen.status, 201);
    let made = seen.ok();
    let key = made["issueKey"].as_str().unwrap();
    assert_eq!(made["reporter"]["displayName"], "Hanna Holm");
    assert_eq!(made["currentStatus"]["status"], "Waiting for support");
    assert_eq!(made["currentStatus"]["statusCategory"], "NEW");
    let issue = agent.get(&format!("/rest/api/2/issue/{key}")).await.ok();
    assert_eq!(issue["fields"]["issuetype"]["name"], "Incident");
    assert_eq!(issue["fields"]["description"], "The laptop.\n\nBlue.");

    // An internal comment is neither for customers nor by them.
    let comment = format!("{REQUEST}/{key}/comment");
    let internal = json!({"body": "She spilled tea.", "public": false});
    let seen = agent.post(&comment, internal.clone()).await;
    assert_eq!((seen.status, seen.events()), (201, vec!["comment_created"]));
    let seen = agent
        .post(&comment, json!({"body": "Switch it off.", "public": true}))
        .await;
    let public = seen.ok()["id"].as_str().unwrap().to_owned();
    assert_eq!(customer.post(&comment, internal).await.status, 403);
    let bodies = |page: Value| texts(&page, "body").join("|");
    assert_eq!(bodies(customer.get(&comment).await.ok()), "Switch it off.");
    assert_eq!(
        bodies(agent.get(&comment).await.ok()),
        "She spilled tea.|Switch it off."
    );
    assert_eq!(
        bodies(agent.get(&format!("{comment}?public=false")).await.ok()),
        "She spilled tea."
    );
    assert_eq!(
        customer.get(&format!("{comment}/{public}")).await.status,
        200
    );
    assert_eq!(
        customer.post(&comment, json!({"body": " "})).await.status,
        400
    );

    // Agents move it on; customers read what became of it.
    let transition = format!("{REQUEST}/{key}/transition");
    let of_customer = customer.get(&transition).await.ok();
    assert_eq!(of_customer["values"], json!([]));
    assert_eq!(
        customer.post(&transition, json!({"id": "31"})).await.status,
        400
    );
    let done = json!({"id": "31", "additionalComment": {"body": "Here is a new one."}});
    let seen = agent.post(&transition, done).await;
    assert_eq!(seen.events(), ["jira:issue_updated", "comment_created"]);
    let statuses = customer.get(&format!("{REQUEST}/{key}/status")).await.ok();
    assert_eq!(
        texts(&statuses, "status"),
        ["Resolved", "Waiting for support"]
    );
    let expand =
        format!("{REQUEST}/{key}?expand=participant,status,sla,requestType,serviceDesk,comment");
    let all = agent.get(&expand).await.ok();
    assert_eq!(texts(&all["participants"], "displayName"), ["Grace Gunn"]);
    assert_eq!(all["requestType"]["name"], "Report a problem");
    assert_eq!(all["serviceDesk"]["projectKey"], "HELP");
    assert_eq!(all["comments"]["size"], 3);
    let sla = &all["sla"]["values"][1];
    assert_eq!(sla["completedCycles"][0]["breached"], false, "{sla}");
    assert!(customer.get(&expand).await.ok().get("sla").is_none());

    // A summary is required, and customers can't act in another's name.
    let wrong = json!({"serviceDeskId": "1", "requestTypeId": "1", "requestFieldValues": {}});
    let seen = customer.post(REQUEST, wrong).await;
    assert_eq!(seen.status, 400);
    assert_eq!(seen.json["errorMessage"], "The field Summary is required.");
    let mut behalf = json!({
        "serviceDeskId": "1", "requestTypeId": "1", "requestFieldValues": {"summary": "For her"},
        "raiseOnBehalfOf": account_id("9"),
    });
    assert_eq!(customer.post(REQUEST, behalf.clone()).await.status, 403);
    let made = agent.post(REQUEST, behalf.clone()).await.ok();
    assert_eq!(made["reporter"]["accountId"], account_id("9"));
    behalf["raiseOnBehalfOf"] = "nobody".into();
    assert_eq!(agent.post(REQUEST, behalf).await.status, 400);
}

#[tokio::test]
async fn requests_are_listed_by_whom_they_concern() {
    let data = jira();
    let (customer, participant) = (user(&data, "9"), user(&data, "8"));
    let page = customer.get(&format!("{REQUEST}?limit=15")).await.ok();
    assert_eq!(
        (&page["size"], &page["isLastPage"]),
        (&json!(15), &json!(false))
    );
    let next = page["_links"]["next"].as_str().unwrap();
    let next = next.strip_prefix("https://demo.example").unwrap();
    let page = customer.get(next).await.ok();
    assert_eq!(
        (&page["size"], &page["isLastPage"]),
        (&json!(5), &json!(true))
    );
    let count = async |query: &str| {
        let page = customer.get(&format!("{REQUEST}?{query}")).await.ok();
        page["size"].as_u64().unwrap()
    };
    let (open, closed) = (
        count("requestStatus=OPEN_REQUESTS").await,
        count("requestStatus=CLOSED_REQUESTS").await,
    );
    assert!(
        open > 0 && closed > 0 && open + closed == 20,
        "{open} {closed}"
    );
    assert_eq!(count("searchTerm=laptop").await, 2);
    assert_eq!(count("requestOwnership=PARTICIPATED_REQUESTS").await, 0);
    assert_eq!(
        count("requestOwnership=ORGANIZATION&organizationId=1").await,
        1
    );
    let all = participant.get(REQUEST).await.ok();
    assert_eq!(texts(&all, "issueKey"), ["HELP-2"]);
    let all = app(&data).get(REQUEST).await.ok();
    assert_eq!(all["size"], 20);
    let approver = user(&data, "7").get(REQUEST).await.ok();
    assert_eq!(texts(&approver, "issueKey"), ["HELP-7"]);
}

#[tokio::test]
async fn participants_customers_and_organizations_are_added_and_removed() {
    let data = jira();
    let (agent, customer, other) = (user(&data, "5"), user(&data, "9"), user(&data, "2"));
    let one = json!({"accountIds": [account_id("2")]});
    let participants = format!("{REQUEST}/HELP-1/participant");
    assert_eq!(other.get(&participants).await.status, 404);
    let page = customer.post(&participants, one.clone()).await.ok();
    assert_eq!(texts(&page, "displayName"), ["Alice Ashby"]);
    assert_eq!(other.get(&participants).await.status, 200);
    assert_eq!(other.post(&participants, one.clone()).await.status, 403);
    let nobody = json!({"accountIds": ["nobody"]});
    assert_eq!(customer.post(&participants, nobody).await.status, 400);

    let customers = format!("{DESK}/1/customer");
    assert_eq!(agent.post(&customers, one.clone()).await.status, 204);
    assert_eq!(other.get(&format!("{DESK}/1")).await.status, 200);
    let page = agent.get(&format!("{customers}?query=alice")).await.ok();
    assert_eq!(page["size"], 1);
    assert_eq!(customer.post(&customers, one.clone()).await.status, 403);

    let organizations = "/rest/servicedeskapi/organization";
    assert_eq!(
        customer
            .post(organizations, json!({"name": "Own"}))
            .await
            .status,
        403
    );
    let made = agent
        .post(organizations, json!({"name": "Harbour"}))
        .await
        .ok();
    let id = made["id"].as_str().unwrap();
    let joins = json!({"accountIds": [account_id("8")]});
    let users = format!("{organizations}/{id}/user");
    assert_eq!(agent.post(&users, joins).await.status, 204);
    assert_eq!(agent.get(&users).await.ok()["size"], 1);
    assert_eq!(user(&data, "8").get(&format!("{DESK}/1")).await.status, 404);
    let desk = format!("{DESK}/1/organization");
    assert_eq!(
        agent
            .post(&desk, json!({"organizationId": id}))
            .await
            .status,
        204
    );
    assert_eq!(user(&data, "8").get(&format!("{DESK}/1")).await.status, 200);
    assert_eq!(
        texts(&customer.get(organizations).await.ok(), "name"),
        ["Harbour & Sons"]
    );
    assert_eq!(agent.get(organizations).await.ok()["size"], 2);
    assert_eq!(
        agent.delete(&format!("{organizations}/{id}")).await.status,
        403
    );
    let administrator = user(&data, "1");
    assert_eq!(
        administrator
            .delete(&format!("{organizations}/{id}"))
            .await
            .status,
        204
    );

    let new = json!({"email": "jo@example.com", "displayName": "Jo"});
    let made = administrator
        .post("/rest/servicedeskapi/customer", new.clone())
        .await;
    assert_eq!(made.status, 201);
    assert_eq!(
        administrator
            .post("/rest/servicedeskapi/customer", new)
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn an_approval_is_answered_once_by_each_approver() {
    let data = jira();
    let path = format!("{REQUEST}/HELP-7/approval/1");
    let (one, other) = (user(&data, "1"), user(&data, "7"));
    let approval = one.get(&path).await.ok();
    assert_eq!(
        (&approval["finalDecision"], &approval["canAnswerApproval"]),
        (&json!("pending"), &json!(true))
    );
    let agent = user(&data, "5");
    assert_eq!(agent.get(&path).await.ok()["canAnswerApproval"], false);
    let yes = json!({"decision": "approve"});
    assert_eq!(agent.post(&path, yes.clone()).await.status, 403);
    assert_eq!(
        one.post(&path, yes.clone()).await.ok()["finalDecision"],
        "pending"
    );
    assert_eq!(one.post(&path, yes.clone()).await.status, 403);
    assert_eq!(
        other
            .post(&path, json!({"decision": "perhaps"}))
            .await
            .status,
        400
    );
    let done = other.post(&path, yes).await.ok();
    assert_eq!(done["finalDecision"], "approved");
    assert!(done["completedDate"].is_object());
}

#[tokio::test]
async fn queues_are_searches_of_the_desk() {
    let data = jira();
    let agent = user(&data, "5");
    let queues = agent
        .get(&format!("{DESK}/1/queue?includeCount=true"))
        .await
        .ok();
    assert_eq!(queues["values"][0]["name"], "All open");
    let count = queues["values"][0]["issueCount"].as_u64().unwrap();
    let issues = agent.get(&format!("{DESK}/1/queue/1/issue")).await.ok();
    assert_eq!(issues["size"], count);
    assert!(
        issues["values"][0]["fields"]["summary"].is_string(),
        "{issues}"
    );
    assert_eq!(agent.get(&format!("{DESK}/1/queue/9")).await.status, 404);
    // A new service project has a desk with request types.
    let project = json!({
        "key": "DESK", "name": "Desk", "projectTypeKey": "service_desk",
        "leadAccountId": account_id("1"),
    });
    let administrator = user(&data, "1");
    administrator
        .post("/rest/api/3/project", project)
        .await
        .ok();
    let types = administrator
        .get(&format!("{DESK}/2/requesttype"))
        .await
        .ok();
    assert_eq!(
        texts(&types, "name"),
        ["Ask a question", "Report a problem"]
    );
    let mut made = json!({"name": "A chair", "issueTypeId": "10005"});
    let kind = administrator
        .post(&format!("{DESK}/2/requesttype"), made.clone())
        .await;
    assert_eq!(kind.ok()["serviceDeskId"], "2");
    made["issueTypeId"] = "1".into();
    assert_eq!(
        administrator
            .post(&format!("{DESK}/2/requesttype"), made)
            .await
            .status,
        400
    );
    assert_eq!(
        administrator
            .get("/rest/servicedeskapi/requesttype?searchQuery=chair")
            .await
            .ok()["size"],
        1
    );
}
