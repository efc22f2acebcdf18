//! An annotated item of the new package, and its text.

use super::names::snake;
use crate::attribute_ast::{self, Field};
use crate::text::literal;

/// An annotated item.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    /// What messages call it.
    pub(super) label: String,
    /// The JSON pointer of what it is made from.
    pub(super) pointer: String,
    /// Comments above it.
    pub(crate) comments: Vec<String>,
    pub(super) attribute: &'static str,
    pub(crate) arguments: Vec<Field>,
    pub(crate) name: String,
    /// The file that it is in.
    pub(crate) file: &'static str,
    /// The function that it is; `None` for a unit struct.
    pub(super) function: Option<HandlerFn>,
}

/// A handler to fill in.
#[derive(Debug, Clone)]
pub(super) struct HandlerFn {
    pub(super) parameters: Vec<Parameter>,
    pub(super) returns: &'static str,
    body: Option<&'static str>,
}

#[derive(Debug, Clone)]
pub(super) struct Parameter {
    /// The context parameter, as a literal; `None` for what the framework passes.
    context: Option<String>,
    /// Whether the tables don't have it there.
    unlisted: bool,
    name: String,
    ty: &'static str,
}

impl Item {
    /// Its text.
    pub(crate) fn print(&self, is_shared: bool) -> String {
        let visibility = if is_shared { "pub(crate) " } else { "" };
        let mut text = String::new();
        for comment in &self.comments {
            text.push_str(comment);
            text.push('\n');
        }
        match self.positional() {
            Some(only) => text.push_str(&format!("#[{}({only})]\n", self.attribute)),
            None => text.push_str(&attribute_ast::attribute(self.attribute, &self.arguments)),
        }
        match &self.function {
            Some(function) => text.push_str(&function.print(visibility, &self.name)),
            None => text.push_str(&format!("{visibility}struct {};\n", self.name)),
        }
        text
    }

    /// Its only argument, when that has no name: `#[iframe("/path")]`.
    pub(super) fn positional(&self) -> Option<String> {
        match self.arguments.as_slice() {
            [only] if only.name.is_empty() => only.value.flat(),
            _ => None,
        }
    }

    pub(super) fn has_argument(&self, name: &str) -> bool {
        self.arguments.iter().any(|argument| argument.name == name)
    }
}

impl HandlerFn {
    /// A function that takes the context parameters of its URL.
    pub(super) fn new(variables: &[String], returns: &'static str) -> Self {
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
            returns,
            body: None,
        }
    }

    /// A lifecycle hook, which does nothing yet.
    pub(super) fn hook() -> Self {
        Self {
            parameters: vec![Parameter {
                context: None,
                unlisted: false,
                name: "_tenant".to_owned(),
                ty: "Tenant",
            }],
            returns: "Result<()>",
            body: Some("Ok(())"),
        }
    }

    /// Makes a parameter that the compiler refuses an unlisted one, or removes it if it is one.
    pub(super) fn refuse(&mut self, at: usize) {
        match self.parameters.get_mut(at) {
            Some(parameter) if parameter.context.is_some() && !parameter.unlisted => {
                parameter.unlisted = true;
            }
            Some(_) => drop(self.parameters.remove(at)),
            None => {}
        }
    }

    fn print(&self, visibility: &str, name: &str) -> String {
        let parameters: Vec<String> = self.parameters.iter().map(Parameter::print).collect();
        let mut head = format!(
            "{visibility}async fn {name}({}) -> {} {{",
            parameters.join(", "),
            self.returns
        );
        if head.chars().count() > 100 {
            let parameters: String = parameters
                .iter()
                .map(|one| format!("    {one},\n"))
                .collect();
            head = format!(
                "{visibility}async fn {name}(\n{parameters}) -> {} {{",
                self.returns
            );
        }
        let body = self.body.map_or_else(|| self.todo(name), str::to_owned);
        format!("{head}\n    {body}\n}}\n")
    }

    fn todo(&self, name: &str) -> String {
        if self.parameters.is_empty() {
            return format!("todo!(\"{name}\")");
        }
        let values: Vec<String> = self
            .parameters
            .iter()
            .map(|one| format!("{{{}:?}}", one.name))
            .collect();
        let text = format!("\"{name}: {}\"", values.join(", "));
        if text.chars().count() > 88 {
            format!("todo!(\n        {text}\n    )")
        } else {
            format!("todo!({text})")
        }
    }
}

impl Parameter {
    pub(super) fn print(&self) -> String {
        let attribute = match (&self.context, self.unlisted) {
            (None, _) => String::new(),
            (Some(context), false) => format!("#[context({context})] "),
            (Some(context), true) => format!("#[context(unlisted({context}))] "),
        };
        format!("{attribute}{}: {}", self.name, self.ty)
    }
}
