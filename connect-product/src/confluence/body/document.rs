//! Converting between storage format and the editor's document format (`atlas_doc_format`): paragraphs,
//! headings, lists, tables, code, panels, tasks, links, mentions, and text marks. Anything else
//! becomes its text.

use serde_json::{Value, json};

use super::markup::{Element, Node, escaped, text};
use super::view::is_inline;

/// How deeply a document may nest.
const DEEPEST: usize = 128;

/// Text marks: in storage format, and in a document.
const MARKS: [(&str, &str); 9] = [
    ("strong", "strong"),
    ("b", "strong"),
    ("em", "em"),
    ("i", "em"),
    ("code", "code"),
    ("u", "underline"),
    ("del", "strike"),
    ("s", "strike"),
    ("span", ""),
];

/// Blocks that contain blocks.
const BLOCKS: [(&str, &str); 8] = [
    ("ul", "bulletList"),
    ("ol", "orderedList"),
    ("li", "listItem"),
    ("blockquote", "blockquote"),
    ("table", "table"),
    ("tr", "tableRow"),
    ("td", "tableCell"),
    ("th", "tableHeader"),
];

/// Panels: the macro, and the kind of panel.
const PANELS: [(&str, &str); 4] = [
    ("info", "info"),
    ("note", "note"),
    ("tip", "success"),
    ("warning", "warning"),
];

/// Converts a body to a document.
pub(super) fn of(nodes: &[Node]) -> Value {
    let mut content = Vec::new();
    blocks(nodes, &mut content);
    json!({ "type": "doc", "content": content, "version": 1 })
}

/// Converts nodes to blocks: inline nodes become a paragraph.
fn blocks(nodes: &[Node], content: &mut Vec<Value>) {
    let mut line = Vec::new();
    for node in nodes {
        match node {
            Node::Element(element) if !is_inline(&element.name) && element.name != "br" => {
                paragraph(&mut line, content);
                block(element, content);
            }
            Node::Text(text) if line.is_empty() && text.trim().is_empty() => {}
            node => inline(std::slice::from_ref(node), &[], &mut line),
        }
    }
    paragraph(&mut line, content);
}

fn paragraph(line: &mut Vec<Value>, content: &mut Vec<Value>) {
    if !line.is_empty() {
        content.push(json!({ "type": "paragraph", "content": std::mem::take(line) }));
    }
}

fn block(element: &Element, content: &mut Vec<Value>) {
    let name = element.name.as_str();
    let inside = |element: &Element| {
        let mut inner = Vec::new();
        blocks(&element.children, &mut inner);
        inner
    };
    let line = |element: &Element| {
        let mut line = Vec::new();
        inline(&element.children, &[], &mut line);
        line
    };
    if let Some((_, kind)) = BLOCKS.iter().find(|(known, _)| *known == name) {
        content.push(json!({ "type": kind, "content": inside(element) }));
        return;
    }
    match name {
        "p" => content.push(json!({ "type": "paragraph", "content": line(element) })),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            let level: u8 = name.trim_start_matches('h').parse().unwrap_or(1);
            content.push(json!({
                "type": "heading", "attrs": {"level": level}, "content": line(element),
            }));
        }
        "hr" => content.push(json!({ "type": "rule" })),
        "pre" => content.push(code(&text(&element.children), None)),
        "ac:task-list" => {
            let tasks = element.named("ac:task").map(|task| {
                let of = |name: &str| task.named(name).map(|it| text(&it.children)).collect::<String>();
                let done = of("ac:task-status") == "complete";
                let mut line = Vec::new();
                for body in task.named("ac:task-body") {
                    inline(&body.children, &[], &mut line);
                }
                json!({
                    "type": "taskItem", "content": line,
                    "attrs": {"localId": of("ac:task-id"), "state": if done { "DONE" } else { "TODO" }},
                })
            });
            let tasks: Vec<Value> = tasks.collect();
            content.push(json!({ "type": "taskList", "attrs": {"localId": ""}, "content": tasks }));
        }
        "ac:structured-macro" => content.push(macro_of(element)),
        _ => content.extend(inside(element)),
    }
}

fn macro_of(element: &Element) -> Value {
    let name = element.attribute("ac:name").unwrap_or_default();
    let plain: String = element
        .named("ac:plain-text-body")
        .map(|it| text(&it.children))
        .collect();
    let mut inner = Vec::new();
    for body in element.named("ac:rich-text-body") {
        blocks(&body.children, &mut inner);
    }
    if name == "code" {
        return code(&plain, element.parameter("language"));
    }
    if let Some((_, kind)) = PANELS.iter().find(|(known, _)| *known == name) {
        return json!({ "type": "panel", "attrs": {"panelType": kind}, "content": inner });
    }
    let parameters = element.named("ac:parameter").map(|it| {
        let name = it.attribute("ac:name").unwrap_or_default().to_owned();
        (name, json!({ "value": text(&it.children) }))
    });
    let parameters: serde_json::Map<String, Value> = parameters.collect();
    let attributes = json!({
        "extensionType": "com.atlassian.confluence.macro.core",
        "extensionKey": name,
        "parameters": {
            "macroParams": parameters,
            "macroMetadata": {
                "macroId": {"value": element.attribute("ac:macro-id")},
                "schemaVersion": {"value": element.attribute("ac:schema-version")},
            },
        },
    });
    if inner.is_empty() {
        json!({ "type": "extension", "attrs": attributes })
    } else {
        json!({ "type": "bodiedExtension", "attrs": attributes, "content": inner })
    }
}

fn code(text: &str, language: Option<String>) -> Value {
    json!({
        "type": "codeBlock",
        "attrs": {"language": language},
        "content": [{"type": "text", "text": text}],
    })
}

fn inline(nodes: &[Node], marks: &[Value], line: &mut Vec<Value>) {
    for node in nodes {
        let element = match node {
            Node::Text(text) if text.is_empty() => continue,
            Node::Text(text) => {
                let mut node = json!({ "type": "text", "text": text });
                if !marks.is_empty() {
                    node["marks"] = Value::Array(marks.to_vec());
                }
                line.push(node);
                continue;
            }
            Node::Element(element) => element,
        };
        let mut inner = marks.to_vec();
        let name = element.name.as_str();
        match name {
            "br" => {
                line.push(json!({ "type": "hardBreak" }));
                continue;
            }
            "a" => inner.push(json!({
                "type": "link", "attrs": {"href": element.attribute("href").unwrap_or_default()},
            })),
            "sub" | "sup" => inner.push(json!({ "type": "subsup", "attrs": {"type": name} })),
            "ac:link" => {
                if let Some(user) = element.named("ri:user").next() {
                    let id = user.attribute("ri:account-id").unwrap_or_default();
                    line.push(json!({ "type": "mention", "attrs": {"id": id, "text": ""} }));
                    continue;
                }
            }
            "ac:structured-macro" if element.attribute("ac:name") == Some("status") => {
                line.push(json!({ "type": "status", "attrs": {
                    "text": element.parameter("title"), "color": "neutral",
                }}));
                continue;
            }
            "ac:emoticon" => {
                let name = element.attribute("ac:name").unwrap_or_default();
                line.push(json!({ "type": "emoji", "attrs": {"shortName": format!(":{name}:")} }));
                continue;
            }
            _ => {
                let mark = MARKS.iter().find(|(known, _)| *known == name);
                if let Some((_, mark)) = mark
                    && !mark.is_empty()
                {
                    inner.push(json!({ "type": mark }));
                }
            }
        }
        inline(&element.children, &inner, line);
    }
}

/// Converts a document to storage format; `None` if it nests too deeply.
pub(super) fn storage(document: &Value) -> Option<String> {
    let mut storage = String::new();
    write_all(document, &mut storage, 0)?;
    Some(storage)
}

fn write_all(parent: &Value, storage: &mut String, depth: usize) -> Option<()> {
    if depth > DEEPEST {
        return None;
    }
    for node in parent["content"].as_array().into_iter().flatten() {
        write(node, storage, depth + 1)?;
    }
    Some(())
}

fn write(node: &Value, storage: &mut String, depth: usize) -> Option<()> {
    let kind = node["type"].as_str().unwrap_or_default();
    let attribute = |name: &str| {
        node["attrs"][name]
            .as_str()
            .map(escaped)
            .unwrap_or_default()
    };
    let mut within = |open: &str, close: &str| {
        storage.push_str(open);
        write_all(node, storage, depth)?;
        storage.push_str(close);
        Some(())
    };
    if let Some((tag, _)) = BLOCKS.iter().find(|(_, known)| *known == kind) {
        return within(&format!("<{tag}>"), &format!("</{tag}>"));
    }
    match kind {
        "paragraph" => within("<p>", "</p>"),
        "heading" => {
            let level = node["attrs"]["level"].as_u64().unwrap_or(1).clamp(1, 6);
            within(&format!("<h{level}>"), &format!("</h{level}>"))
        }
        "rule" => within("<hr />", ""),
        "hardBreak" => within("<br />", ""),
        "panel" => {
            let panel = node["attrs"]["panelType"].as_str().unwrap_or("info");
            let known = PANELS.iter().find(|(_, known)| *known == panel);
            let name = known.map_or("info", |(name, _)| name);
            let open = format!("<ac:structured-macro ac:name=\"{name}\"><ac:rich-text-body>");
            within(&open, "</ac:rich-text-body></ac:structured-macro>")
        }
        "codeBlock" => {
            let texts = node["content"].as_array().into_iter().flatten();
            let code: String = texts.filter_map(|it| it["text"].as_str()).collect();
            storage.push_str("<ac:structured-macro ac:name=\"code\">");
            let language = attribute("language");
            if !language.is_empty() {
                storage.push_str(&format!(
                    "<ac:parameter ac:name=\"language\">{language}</ac:parameter>"
                ));
            }
            let code = code.replace("]]>", "]]]]><![CDATA[>");
            storage.push_str(&format!(
                "<ac:plain-text-body><![CDATA[{code}]]></ac:plain-text-body></ac:structured-macro>"
            ));
            Some(())
        }
        "taskList" => within("<ac:task-list>", "</ac:task-list>"),
        "taskItem" => {
            let done = node["attrs"]["state"] == "DONE";
            let status = if done { "complete" } else { "incomplete" };
            let open = format!(
                "<ac:task><ac:task-id>{}</ac:task-id><ac:task-status>{status}</ac:task-status><ac:task-body>",
                attribute("localId")
            );
            within(&open, "</ac:task-body></ac:task>")
        }
        "mention" => {
            storage.push_str(&format!(
                "<ac:link><ri:user ri:account-id=\"{}\" /></ac:link>",
                attribute("id")
            ));
            Some(())
        }
        "emoji" => {
            let name = attribute("shortName");
            storage.push_str(&format!(
                "<ac:emoticon ac:name=\"{}\" />",
                name.trim_matches(':')
            ));
            Some(())
        }
        "status" => {
            storage.push_str(&format!(
                "<ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"title\">{}</ac:parameter></ac:structured-macro>",
                attribute("text")
            ));
            Some(())
        }
        "extension" | "bodiedExtension" | "inlineExtension" => {
            let mut open = format!(
                "<ac:structured-macro ac:name=\"{}\">",
                attribute("extensionKey")
            );
            let parameters = node["attrs"]["parameters"]["macroParams"].as_object();
            for (name, value) in parameters.into_iter().flatten() {
                open.push_str(&format!(
                    "<ac:parameter ac:name=\"{}\">{}</ac:parameter>",
                    escaped(name),
                    escaped(value["value"].as_str().unwrap_or_default())
                ));
            }
            if kind != "bodiedExtension" {
                storage.push_str(&open);
                storage.push_str("</ac:structured-macro>");
                return Some(());
            }
            open.push_str("<ac:rich-text-body>");
            within(&open, "</ac:rich-text-body></ac:structured-macro>")
        }
        "text" => {
            let mut close = Vec::new();
            for mark in node["marks"].as_array().into_iter().flatten() {
                let kind = mark["type"].as_str().unwrap_or_default();
                let tag = match kind {
                    "link" => {
                        let href = mark["attrs"]["href"].as_str().unwrap_or_default();
                        storage.push_str(&format!("<a href=\"{}\">", escaped(href)));
                        "a"
                    }
                    "subsup" => {
                        let sup = mark["attrs"]["type"] == "sup";
                        let tag = if sup { "sup" } else { "sub" };
                        storage.push_str(&format!("<{tag}>"));
                        tag
                    }
                    other => {
                        let Some((tag, _)) = MARKS.iter().find(|(_, known)| *known == other) else {
                            continue;
                        };
                        storage.push_str(&format!("<{tag}>"));
                        tag
                    }
                };
                close.push(tag);
            }
            storage.push_str(&escaped(node["text"].as_str().unwrap_or_default()));
            for tag in close.iter().rev() {
                storage.push_str(&format!("</{tag}>"));
            }
            Some(())
        }
        _ => within("", ""),
    }
}
