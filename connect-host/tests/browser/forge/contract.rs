//! The shell speaks to the bridge as @forge/bridge 7.2.0 does.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::site::{Permits, Site, panel};

/// What @forge/bridge 7.2.0 (npm) passes to `__bridge.callBridge` for its documented calls, by command,
/// as recorded with a stub of the bridge.
const CONTRACT: &str = include_str!("contract.json");

/// The fields of a command, and of the objects in it that the contract describes.
fn fields(data: &Value) -> BTreeSet<String> {
    let mut fields = BTreeSet::new();
    for (name, value) in data.as_object().into_iter().flatten() {
        fields.insert(name.clone());
        // A context and a payload are the app's own.
        if name == "fetchRequestInit" {
            fields.extend(
                self::fields(value)
                    .iter()
                    .map(|below| format!("{name}.{below}")),
            );
        }
    }
    fields
}

#[tokio::test]
async fn each_command_has_the_fields_of_the_contract() {
    let mut context = panel();
    context["extension"]["type"] = json!("macro");
    let page = |_: &Value| json!({ "status": 200, "type": "text/html", "url": "/", "text": "<h1>Page</h1><a href=\"https://example.com\">out</a>" });
    let Some(site) = Site::open(Permits::Nothing, context, page).await else {
        return;
    };
    site.shows("h1").await;
    site.browser
        .run(
            "await AP.request('/rest/api/3/myself');
             await AP.request({ url: '/rest/api/3/issue', type: 'POST', data: { a: 1 } });
             await AP.flag.create({ id: 'f', title: 'T', body: 'B', close: 'auto' }).close();
             AP.dialog.create({ key: 'd', size: 'large' }); await AP.dialog.close({ a: 1 });
             await AP.confluence.saveMacro({ a: 1 }); await AP.jira.refreshIssuePage();
             await AP.navigator.reload(); await AP.navigator.go('issue', { issueKey: 'A-1' });
             AP.events.emit('one', 1); document.querySelector('a').click();",
        )
        .await;
    site.until_in_product("said('emitReadyEvent').length === 1 && said('navigate').length === 2")
        .await;
    let contract: Value = serde_json::from_str(CONTRACT).unwrap();
    let called = site
        .in_product(
            "JSON.parse(JSON.stringify(calls.map(({ command, data }) => [command, data ?? null])))",
        )
        .await;
    let mut seen = BTreeSet::new();
    for call in called.as_array().unwrap() {
        let (command, data) = (call[0].as_str().unwrap(), &call[1]);
        seen.insert(command.to_owned());
        let Some(known) = contract[command].as_array() else {
            unreachable!("@forge/bridge has no {command}")
        };
        let fields = fields(data);
        let known: BTreeSet<String> = known
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        let unknown: Vec<_> = fields.difference(&known).collect();
        assert!(
            unknown.is_empty(),
            "{command} has {unknown:?}, beside {known:?}"
        );
    }
    let commands = contract.as_object().unwrap().keys().cloned();
    assert_eq!(seen, commands.collect(), "all of the contract is called");
    site.close().await;
}
