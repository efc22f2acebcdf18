//! One annotated item, and its mending: the compiler's own reader says what it refuses, and that
//! part is written otherwise or left out, until nothing is refused any more.

use connect_syntax::{Annotated, Attribute, Declared, HandlerFn, UnitStruct};

use super::names::snake;
use super::value::{Place, Spot};
use super::world::World;
use super::written::{self, Member, Written, comment, literal};

/// An item as it will stand in a file.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// What messages call it.
    pub(super) place: String,
    /// Where it stands in the descriptor.
    pub(super) pointer: String,
    /// What stands above it.
    pub(super) comments: Vec<String>,
    pub(super) attribute: &'static str,
    pub(super) arguments: Vec<Member>,
    pub(super) name: String,
    /// The file that it is in.
    pub(super) room: String,
    /// The function that it is; none for a unit struct.
    pub(super) function: Option<Function>,
}

/// A handler to fill in.
#[derive(Debug, Clone)]
pub(super) struct Function {
    parameters: Vec<Parameter>,
    answer: &'static str,
    body: Option<&'static str>,
}

#[derive(Debug, Clone)]
struct Parameter {
    /// The context parameter that it is, as a literal; none for what the framework hands over.
    context: Option<String>,
    /// The tables don't have it there.
    unlisted: bool,
    name: String,
    ty: &'static str,
}

/// What a line of an item belongs to.
enum Line {
    Whole,
    Argument(Vec<usize>),
    Parameter(usize),
}

impl Function {
    /// A function that takes the context parameters of its URL.
    pub(super) fn of(variables: &[String], answer: &'static str) -> Self {
        let mut parameters: Vec<Parameter> = Vec::new();
        for variable in variables {
            let mut name = snake(variable);
            while syn::parse_str::<syn::Ident>(&name).is_err()
                || parameters.iter().any(|other| other.name == name)
            {
                name.push('_');
            }
            parameters.push(Parameter {
                context: Some(literal(variable)),
                unlisted: false,
                name,
                ty: "Option<String>",
            });
        }
        Self {
            parameters,
            answer,
            body: None,
        }
    }

    /// A lifecycle hook: it has nothing to do until somebody writes it.
    pub(super) fn hook() -> Self {
        Self {
            parameters: vec![Parameter {
                context: None,
                unlisted: false,
                name: "_tenant".to_owned(),
                ty: "Tenant",
            }],
            answer: "Result<()>",
            body: Some("Ok(())"),
        }
    }

    /// Vouches for a parameter that the compiler refuses, or leaves it out if that was no help.
    fn refuse(&mut self, at: usize) {
        match self.parameters.get_mut(at) {
            Some(parameter) if parameter.context.is_some() && !parameter.unlisted => {
                parameter.unlisted = true;
            }
            Some(_) => drop(self.parameters.remove(at)),
            None => {}
        }
    }

    fn print(&self, visible: &str, name: &str) -> String {
        let parameters: Vec<String> = self.parameters.iter().map(Parameter::print).collect();
        let mut head = format!(
            "{visible}async fn {name}({}) -> {} {{",
            parameters.join(", "),
            self.answer
        );
        if head.chars().count() > 100 {
            let parameters: String = parameters
                .iter()
                .map(|one| format!("    {one},\n"))
                .collect();
            head = format!(
                "{visible}async fn {name}(\n{parameters}) -> {} {{",
                self.answer
            );
        }
        let body = self.body.map_or_else(|| self.todo(name), str::to_owned);
        format!("{head}\n    {body}\n}}\n")
    }

    fn todo(&self, name: &str) -> String {
        if self.parameters.is_empty() {
            return format!("todo!(\"{name}\")");
        }
        let shown: Vec<String> = self
            .parameters
            .iter()
            .map(|one| format!("{{{}:?}}", one.name))
            .collect();
        let text = format!("\"{name}: {}\"", shown.join(", "));
        if text.chars().count() > 88 {
            format!("todo!(\n        {text}\n    )")
        } else {
            format!("todo!({text})")
        }
    }
}

impl Parameter {
    fn print(&self) -> String {
        let attribute = match (&self.context, self.unlisted) {
            (None, _) => String::new(),
            (Some(context), false) => format!("#[context({context})] "),
            (Some(context), true) => format!("#[context(unlisted({context}))] "),
        };
        format!("{attribute}{}: {}", self.name, self.ty)
    }
}

impl Item {
    /// As it stands in its file.
    pub(super) fn print(&self, visible: bool) -> String {
        let visible = if visible { "pub(crate) " } else { "" };
        let mut text = String::new();
        for comment in &self.comments {
            text.push_str(comment);
            text.push('\n');
        }
        match (self.positional(), &self.function) {
            (Some(only), _) => text.push_str(&format!("#[{}({only})]\n", self.attribute)),
            _ => text.push_str(&written::attribute(self.attribute, &self.arguments)),
        }
        match &self.function {
            Some(function) => text.push_str(&function.print(visible, &self.name)),
            None => text.push_str(&format!("{visible}struct {};\n", self.name)),
        }
        text
    }

    /// The one argument that has no name: `#[iframe("/path")]`.
    fn positional(&self) -> Option<String> {
        match self.arguments.as_slice() {
            [only] if only.name.is_empty() => only.value.flat(),
            _ => None,
        }
    }

    /// What the compiler makes of it, or its errors with what each is about.
    fn read(&self) -> Result<Declared, Vec<(Line, String)>> {
        let mut text = format!("#[{}(\n", self.attribute);
        let mut lines = vec![Line::Whole];
        if let Some(only) = self.positional() {
            text.push_str(&only);
            text.push('\n');
            lines.push(Line::Argument(vec![0]));
        } else {
            let mut paths = Vec::new();
            written::trace(&self.arguments, &mut Vec::new(), &mut text, &mut paths);
            lines.extend(paths.into_iter().map(Line::Argument));
        }
        text.push_str(")]\n");
        lines.push(Line::Whole);
        match &self.function {
            Some(function) => {
                text.push_str(&format!("async fn {}(\n", self.name));
                lines.push(Line::Whole);
                for (at, parameter) in function.parameters.iter().enumerate() {
                    text.push_str(&format!("{},\n", parameter.print()));
                    lines.push(Line::Parameter(at));
                }
                text.push_str(&format!(") -> {} {{}}\n", function.answer));
            }
            None => text.push_str(&format!("struct {};\n", self.name)),
        }
        lines.push(Line::Whole);
        declared(self.attribute, &text).map_err(|error| {
            error
                .into_iter()
                .map(|error| {
                    let line = error.span().start().line.saturating_sub(1);
                    let about = match lines.get(line) {
                        Some(Line::Argument(path)) => Line::Argument(path.clone()),
                        Some(Line::Parameter(at)) => Line::Parameter(*at),
                        _ => Line::Whole,
                    };
                    let message = error.to_string();
                    let first = message.lines().next().unwrap_or_default();
                    (about, first.to_owned())
                })
                .collect()
        })
    }

    /// Writes otherwise, or leaves out, what the compiler refuses.
    ///
    /// # Errors
    /// What it says of the item as a whole: nothing inside can mend that.
    pub(super) fn mend(
        &mut self,
        world: &mut World<'_>,
        left: &mut Vec<String>,
    ) -> Result<Declared, String> {
        loop {
            let errors = match self.read() {
                Ok(declared) => return Ok(self.shorten(declared)),
                Err(errors) => errors,
            };
            // From the last on, so that what is left out moves nothing that is still to come.
            let mut paths: Vec<(Vec<usize>, String)> = Vec::new();
            let mut whole = None;
            let mut parameters = Vec::new();
            for (about, message) in errors {
                match about {
                    Line::Argument(path) => paths.push((path, message)),
                    Line::Parameter(at) => parameters.push(at),
                    Line::Whole => whole = whole.or(Some(message)),
                }
            }
            if paths.is_empty() && parameters.is_empty() {
                return Err(whole.unwrap_or_else(|| "the compiler refuses it".to_owned()));
            }
            paths.sort();
            paths.dedup_by(|one, other| one.0.starts_with(&other.0));
            for (path, message) in paths.into_iter().rev() {
                self.change(world, left, &path, &message)?;
            }
            if let Some(function) = &mut self.function {
                parameters.sort_unstable();
                parameters.dedup();
                for at in parameters.into_iter().rev() {
                    function.refuse(at);
                }
            }
        }
    }

    fn change(
        &mut self,
        world: &mut World<'_>,
        left: &mut Vec<String>,
        path: &[usize],
        message: &str,
    ) -> Result<(), String> {
        // The whole of a condition is written otherwise, not what stands in it.
        for cut in (1..=path.len()).rev() {
            let (around, _) = path.split_at(cut);
            if let Some(member) = written::at(&mut self.arguments, around)
                && let Some(instead) = member.instead.take()
            {
                member.value = instead;
                return Ok(());
            }
        }
        let served = self.function.is_some() && self.positional().is_some();
        let Some(member) = written::remove(&mut self.arguments, path) else {
            return Err(message.to_owned());
        };
        if served || member.name == "url" && path.len() == 1 {
            return Err(message.to_owned());
        }
        let said = if member.from.is_empty() {
            member.name.clone()
        } else {
            member.from.clone()
        };
        let below = said.replace(['.', '['], "/").replace(']', "");
        let pointer = format!("{}/{below}", self.pointer);
        world.say(
            &pointer,
            &format!("{}: dropped `{said}`: {message}", self.place),
        );
        let value = member.value.flat().unwrap_or_default();
        left.extend(comment(&format!("dropped {said}: {value}")));
        Ok(())
    }

    /// Leaves out the key and the URL that the name and the arguments give anyway.
    fn shorten(&mut self, declared: Declared) -> Declared {
        let mut declared = declared;
        for argument in ["key", "url"] {
            let mut shorter = self.clone();
            shorter.arguments.retain(|it| it.name != argument);
            if self.positional().is_some() {
                shorter.arguments.clear();
            }
            if shorter.arguments.len() == self.arguments.len() {
                continue;
            }
            if let Ok(same) = shorter.read()
                && same.url == declared.url
                && same.key == declared.key
                && same.properties() == declared.properties()
            {
                *self = shorter;
                declared = same;
            }
        }
        declared
    }
}

/// What the compiler reads in an item of that attribute.
fn declared(attribute: &str, text: &str) -> syn::Result<Declared> {
    let attribute = Attribute::named(attribute)
        .ok_or_else(|| syn::Error::new(proc_macro2::Span::call_site(), "no such attribute"))?;
    match syn::parse_str::<syn::Item>(text)? {
        syn::Item::Fn(function) => {
            let args = attribute_tokens(&function.attrs);
            let item = Annotated::Function(HandlerFn::from(&function));
            attribute.declare(args, &item)
        }
        syn::Item::Struct(item) => {
            let args = attribute_tokens(&item.attrs);
            match UnitStruct::of(&item) {
                Some(unit) => attribute.declare(args, &Annotated::Struct(unit)),
                None => Err(syn::Error::new(item.ident.span(), "no unit struct")),
            }
        }
        other => Err(syn::Error::new_spanned(other, "no item")),
    }
}

fn attribute_tokens(attrs: &[syn::Attribute]) -> proc_macro2::TokenStream {
    attrs
        .first()
        .and_then(|attr| attr.meta.require_list().ok())
        .map(|list| list.tokens.clone())
        .unwrap_or_default()
}

impl Place {
    /// The place of an item's parts.
    pub(super) fn spot(&self) -> Spot {
        Spot {
            path: String::new(),
            pointer: self.pointer.clone(),
        }
    }
}

/// The argument of that name.
pub(super) fn has(arguments: &[Member], name: &str) -> bool {
    arguments.iter().any(|argument| argument.name == name)
}

/// An argument that holds text.
pub(super) fn text(name: &str, value: &str) -> Member {
    Member::new(name, Written::text(value))
}
