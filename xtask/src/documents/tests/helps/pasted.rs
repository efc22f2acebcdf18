//! Pasting a help into the text that it is about, in each way in which it can be meant.

use std::ops::Range;

use proc_macro2::{TokenStream, TokenTree};

use super::sites::Fault;

/// The code that a help suggests: `did you mean "…"?`, "write `…`", `write unlisted("…")`.
pub(super) fn code_of(help: &str) -> Option<String> {
    let rest = ["did you mean ", "write ", "use "]
        .iter()
        .filter_map(|word| Some((help.find(word)?, word.len())))
        .min()
        .and_then(|(at, length)| help.get(at + length..))?;
    if let Some(code) = rest.strip_prefix('`') {
        return Some(code.split_once('`')?.0.to_owned());
    }
    if let Some(text) = rest.strip_prefix('"') {
        return Some(format!("\"{}\"", text.split_once('"')?.0));
    }
    let end = rest.starts_with("unlisted(").then(|| rest.find(')'))??;
    rest.get(..=end).map(str::to_owned)
}

/// The text with the code pasted at the fault.
pub(super) fn pasted(text: &str, fault: &Fault, code: &str) -> Vec<String> {
    let replaced = |range: &Range<usize>, with: &str| {
        format!("{}{with}{}", &text[..range.start], &text[range.end..])
    };
    let mut pasted = Vec::new();
    if let Some(at) = &fault.at {
        pasted.push(replaced(at, code));
        // A name within a text.
        let wrong = fault.message.split(['"', '`']).nth(1);
        let right = code.trim_matches('"');
        pasted.extend(wrong.map(|wrong| replaced(at, &text[at.clone()].replace(wrong, right))));
        // A name of several tokens, such as `icon-url`, where the error points to the first.
        let whole = wrong.filter(|wrong| text[at.start..].starts_with(*wrong));
        pasted.extend(whole.map(|wrong| replaced(&(at.start..at.start + wrong.len()), right)));
    }
    // The whole attribute, or only its name; the macro, or its name.
    pasted.push(replaced(&fault.whole, code));
    if let Some(name) = code.strip_suffix('!') {
        pasted.push(replaced(&fault.path, name));
    }
    if let Some(name) = code
        .strip_prefix("#[")
        .and_then(|code| code.strip_suffix(']'))
    {
        pasted.push(replaced(&fault.path, name));
    }
    // An argument in place of the one at the fault, or an additional one.
    for list in lists(fault) {
        if let Some(argument) = &list.around {
            let comma = usize::from(code.ends_with(','));
            pasted.push(replaced(&(argument.start..argument.end + comma), code));
            let value = text[argument.clone()].find("= ");
            let value = value.map(|at| argument.start + at + 2..argument.end);
            pasted.extend(value.map(|value| replaced(&value, code)));
        }
        let comma = if list.is_open { ", " } else { "" };
        pasted.push(replaced(&(list.end..list.end), &format!("{comma}{code}")));
    }
    if fault.arguments.is_empty() {
        pasted.push(replaced(
            &(fault.path.end..fault.path.end),
            &format!("({code})"),
        ));
    }
    if let Some(at) = &fault.at {
        // An attribute of a function argument: in place of the one there, or a new one.
        if code.starts_with("#[") {
            pasted.push(replaced(&(at.start..at.start), &format!("{code} ")));
            let before = text[..at.start].rfind("#[");
            let after = text[at.end..].find(']').map(|end| at.end + end + 1);
            pasted.extend(
                before
                    .zip(after)
                    .map(|(start, end)| replaced(&(start..end), code)),
            );
        }
        // An additional argument of the function.
        if code.starts_with("#[") {
            let open = text[fault.whole.end..].find('(');
            pasted.extend(open.map(|open| {
                let at = fault.whole.end + open + 1;
                replaced(&(at..at), &format!("{code} added: String, "))
            }));
        }
        // The start of the item.
        if code.starts_with("async fn") {
            let line = text[..at.start].rfind('\n').map_or(0, |end| end + 1);
            let words = ["async ", "unsafe ", "extern ", "fn "].iter();
            let start = words.filter_map(|word| text[line..].find(word)).min();
            let end = text[at.end..].find('(').map(|end| at.end + end);
            pasted.extend(
                start
                    .zip(end)
                    .map(|(start, end)| replaced(&(line + start..end), code)),
            );
        }
    }
    pasted
}

/// A list of arguments around a fault.
struct List {
    /// The argument that contains the fault.
    around: Option<Range<usize>>,
    /// Where the list ends.
    end: usize,
    /// Whether a comma must precede another argument.
    is_open: bool,
}

/// The lists of arguments around a fault, outermost first.
fn lists(fault: &Fault) -> Vec<List> {
    let mut lists = Vec::new();
    // The first list starts where there is no token, and is written with its parentheses.
    let mut inside = Some((fault.arguments.clone(), 0)).filter(|(tokens, _)| !tokens.is_empty());
    while let Some((tokens, start)) = inside.take() {
        let (list, next) = list(tokens, start, fault.at.as_ref());
        lists.push(list);
        inside = next;
    }
    lists
}

/// A list, and the tokens of the group in it that contains the fault, with their start.
fn list(
    tokens: TokenStream,
    start: usize,
    at: Option<&Range<usize>>,
) -> (List, Option<(TokenStream, usize)>) {
    let holds =
        |range: &Range<usize>| at.is_some_and(|at| range.start <= at.start && at.end <= range.end);
    let mut next = None;
    let mut end = start;
    let mut is_open = false;
    for token in tokens.clone() {
        end = token.span().byte_range().end;
        is_open = !matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ',');
        if let TokenTree::Group(group) = &token
            && holds(&group.span().byte_range())
        {
            next = Some((group.stream(), group.span_open().byte_range().end));
        }
    }
    let list = List {
        around: separated(tokens).into_iter().find(holds),
        end,
        is_open,
    };
    (list, next)
}

/// The arguments of a list.
pub(super) fn separated(tokens: TokenStream) -> Vec<Range<usize>> {
    let mut arguments: Vec<Range<usize>> = Vec::new();
    let mut begins = true;
    for token in tokens {
        let range = token.span().byte_range();
        match (&token, arguments.last_mut()) {
            (TokenTree::Punct(punct), _) if ",;".contains(punct.as_char()) => begins = true,
            (_, Some(last)) if !begins => last.end = range.end,
            _ => {
                arguments.push(range);
                begins = false;
            }
        }
    }
    arguments
}
