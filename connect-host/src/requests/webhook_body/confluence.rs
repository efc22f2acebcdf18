//! Bodies of Confluence's webhook events.

use serde_json::{Map, Value, json};

use super::Sample;
use crate::descriptor::context::DEFAULT_USER;

impl Sample<'_> {
    pub(super) fn confluence(&self, event: &str, body: &mut Map<String, Value>) {
        let mut put = |name: &str, value: Value| drop(body.insert(name.to_owned(), value));
        match event.split('_').next().unwrap_or_default() {
            "page" => {
                put("page", self.content("page"));
                match event {
                    "page_updated" => {
                        put("updateTrigger", "edit_page".into());
                        put("suppressNotifications", false.into());
                    }
                    "page_moved" => {
                        put("oldParent", self.other("65540", "Before"));
                        put("newParent", self.other("65541", "After"));
                    }
                    "page_children_reordered" => {
                        let [one, two] = [("65542", "One"), ("65543", "Two")]
                            .map(|(id, title)| self.other(id, title));
                        put("oldSortedChildren", json!([two, one]));
                        put("newSortedChildren", json!([one, two]));
                    }
                    _ => {}
                }
            }
            "blueprint" => put("page", self.content("page")),
            "blog" => put("blog", self.content("blogpost")),
            "content" => put("content", self.content("page")),
            "comment" => {
                let mut comment = self.content("comment");
                comment["id"] = "65600".into();
                comment["idAsString"] = "65600".into();
                comment["parent"] = self.content("page");
                if let Some(comment) = comment.as_object_mut() {
                    comment.remove("title");
                }
                put("comment", comment);
            }
            "attachment" => {
                put(
                    "attachments",
                    json!([{
                        "id": 65700, "fileName": "notes.txt", "fileSize": 5, "version": 1,
                        "comment": "", "creatorAccountId": self.user, "creationDate": self.now,
                        "lastModifierAccountId": self.user, "modificationDate": self.now,
                        "self": format!("{}/download/attachments/65537/notes.txt", self.base_url),
                    }]),
                );
                put("attachedTo", self.content("page"));
            }
            "label" => {
                put(
                    "label",
                    json!({
                        "name": "sample", "title": "sample",
                        "self": format!("{}/label/sample", self.base_url),
                    }),
                );
                put("labeled", self.content("page"));
            }
            "space" => put("space", self.space()),
            // The user whom the event is about, who exists even if no user caused it.
            "user" => put(
                "userProfile",
                json!({
                    "userAccountId": self.user.unwrap_or(DEFAULT_USER), "fullName": "Sam Sample",
                }),
            ),
            "group" => put("group", json!({"name": "sample-group"})),
            _ => {}
        }
    }

    fn content(&self, content_type: &str) -> Value {
        let id = self.id("content.id");
        json!({
            "id": id, "idAsString": id, "title": "Try the app", "contentType": content_type,
            "version": self.number("content.version"),
            "spaceKey": self.id("space.key"), "spaceId": self.number("space.id"),
            "creatorAccountId": self.user, "creationDate": self.now,
            "lastModifierAccountId": self.user, "modificationDate": self.now,
            "self": format!("{}/spaces/{}/pages/{id}", self.base_url, self.id("space.key")),
        })
    }

    /// A page other than the one that the event is about.
    fn other(&self, id: &str, title: &str) -> Value {
        let mut page = self.content("page");
        page["id"] = id.into();
        page["idAsString"] = id.into();
        page["title"] = title.into();
        page["self"] = format!(
            "{}/spaces/{}/pages/{id}",
            self.base_url,
            self.id("space.key")
        )
        .into();
        page
    }

    fn space(&self) -> Value {
        json!({
            "id": self.number("space.id"), "key": self.id("space.key"), "title": "Demo",
            "isPersonalSpace": false,
            "creatorAccountId": self.user, "creationDate": self.now,
            "lastModifierAccountId": self.user, "modificationDate": self.now,
            "self": format!("{}/spaces/{}", self.base_url, self.id("space.key")),
        })
    }
}
