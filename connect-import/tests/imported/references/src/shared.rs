use connect_runtime::prelude::*;

#[admin_page(name = "Settings", location = Inner)]
async fn settings() -> Page {
    not_written!()
}

#[admin_page(name = "Lost", location = unlisted("admin_plugins_menu/nobody"))]
async fn lost() -> Page {
    not_written!()
}

#[admin_page(name = "In odd", location = Odd)]
async fn in_odd() -> Page {
    not_written!()
}

#[dialog(options = { header = "Editor", size = large })]
async fn editor() -> Page {
    not_written!()
}

#[keyboard_shortcut(name = "Go", context = global, shortcut = "gs", target = { key = settings })]
struct Go;

#[web_item(name = "Open", location = crate::jira::Outer, target = dialog(editor))]
struct Open;

#[web_section(name = "Inner", location = crate::jira::Outer)]
struct Inner;

#[web_section(name = "Odd", location = unlisted("somewhere.new"))]
struct Odd;

// dropped keyboardShortcuts "nowhere": {
//   "context": "global",
//   "key": "nowhere",
//   "name": {
//     "value": "Nowhere"
//   },
//   "shortcut": "gn",
//   "target": {
//     "key": "missing"
//   }
// }
