use connect_runtime::prelude::*;

#[configure_page(name = "first")]
async fn first() -> Page {
    not_written!()
}

#[web_item(name = "In gone", location = unlisted("admin_plugins_menu/gone"))]
async fn in_gone() -> Page {
    not_written!()
}

// dropped webPanels "no-location": {
//   "key": "no-location",
//   "name": {
//     "value": "No location"
//   },
//   "url": "/a"
// }

// dropped webPanels: {}

// dropped webSections "gone": {
//   "key": "gone",
//   "name": {
//     "value": "Gone"
//   }
// }
