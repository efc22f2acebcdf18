use connect_runtime::prelude::*;

#[web_item(
    name = "Edit",
    location = "system.attachment",
    url = crate::shared::editor,
    context = page,
)]
struct Edit;

#[web_item(
    name = "Configure",
    location = "system.browse",
    url = crate::shared::setup,
    context = page,
)]
struct Configure;

#[web_item(
    name = "Go",
    location = "system.admin/marketplace_confluence",
    url = "/plugins/servlet/ac/com.example.links/setup",
    context = product,
)]
struct Go;

// dropped webItems "lost": {
//   "context": "page",
//   "key": "lost",
//   "location": "system.browse",
//   "name": {
//     "value": "Lost"
//   },
//   "url": "/editor"
// }
