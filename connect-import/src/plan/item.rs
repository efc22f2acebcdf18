//! An annotated item of the new package, and its source text.

use super::names::{Names, argument_name};
use crate::attribute_ast::{self, Field};
use crate::text::literal;

/// An annotated item.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    /// Its name in messages.
    pub(super) label: String,
    /// The JSON pointer of its source.
    pub(super) pointer: String,
    /// Comments above it.
    pub(crate) comments: Vec<String>,
    pub(super) attribute: &'static str,
    pub(crate) arguments: Vec<Field>,
    pub(crate) name: String,
    /// The file that contains it.
    pub(crate) file: &'static str,
    /// Its function; `None` for a unit struct.
    pub(super) function: Option<HandlerFn>,
}

/// A handler to fill in.
#[derive(Debug, Clone)]
pub(super) struct HandlerFn {
    pub(super) parameters: Vec<Parameter>,
    pub(super) returns: &'static str,
    body: Option<&'static str>,
    /// The struct of context parameters among its arguments.
    structure: Option<Structure>,
}

#[derive(Debug, Clone)]
pub(super) struct Parameter {
    /// The context parameter, as a literal; `None` for arguments passed by the framework.
    context: Option<String>,
    /// Whether it is not in the tables for that place.
    unlisted: bool,
    name: String,
    ty: String,
}

/// A struct of context parameters.
#[derive(Debug, Clone)]
struct Structure {
    name: String,
    /// The name of each field, and its name in the request.
    fields: Vec<(String, String)>,
}

/// How many context parameters are separate arguments; more become a struct. Beyond this number, clippy
/// reports that a function has too many arguments.
const MOST_ARGUMENTS: usize = 7;

/// How many arguments a handler can have in addition to the struct.
const MOST_BESIDES: usize = 15;

impl Item {
    /// Its source text.
    pub(crate) fn print(&self, is_shared: bool) -> String {
        let visibility = if is_shared { "pub(crate) " } else { "" };
        let mut text = String::new();
        for comment in &self.comments {
            text.push_str(comment);
            text.push('\n');
        }
        text.push_str(&attribute_ast::attribute(self.attribute, &self.arguments));
        match &self.function {
            Some(function) => text.push_str(&function.print(visibility, &self.name)),
            None => text.push_str(&format!("{visibility}struct {};\n", self.name)),
        }
        text
    }

    /// Its only argument, if that has no name: `#[iframe("/path")]`.
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
    /// A function that takes what its URL requests: as arguments, or as a struct if there are
    /// many. `is_listed` is whether the compiler knows a parameter there; the others stay
    /// arguments, which can be unlisted. Also returns what is left out, if there are too many.
    pub(super) fn new(
        name: &str,
        names: &mut Names,
        requests: &[(String, String)],
        returns: &'static str,
        is_listed: impl Fn(&str) -> bool,
    ) -> (Self, Vec<String>) {
        if requests.len() <= MOST_ARGUMENTS {
            let parameters = Parameter::each(requests.iter());
            return (Self::with(parameters, returns, None), Vec::new());
        }
        let (listed, others): (Vec<_>, Vec<_>) =
            requests.iter().partition(|(_, name)| is_listed(name));
        let left_out = others.iter().skip(MOST_BESIDES);
        let left_out = left_out.map(|(_, name)| name.clone()).collect();
        let mut parameters = Parameter::each(others.iter().copied().take(MOST_BESIDES));
        let fields = listed
            .iter()
            .map(|(sent, name)| (name.as_str(), sent.as_str()));
        let structure = Structure::new(name, names, fields);
        parameters.insert(0, structure.argument(&parameters));
        (Self::with(parameters, returns, Some(structure)), left_out)
    }

    /// A function for several modules: it takes everything that any of them sends, by the names in the
    /// request.
    pub(super) fn shared(
        name: &str,
        names: &mut Names,
        sent: &[String],
        returns: &'static str,
    ) -> Self {
        if sent.is_empty() {
            return Self::with(Vec::new(), returns, None);
        }
        let fields = sent.iter().map(|sent| (sent.as_str(), sent.as_str()));
        let structure = Structure::new(name, names, fields);
        Self::with(vec![structure.argument(&[])], returns, Some(structure))
    }

    fn with(
        parameters: Vec<Parameter>,
        returns: &'static str,
        structure: Option<Structure>,
    ) -> Self {
        Self {
            parameters,
            returns,
            body: None,
            structure,
        }
    }

    /// A lifecycle hook, which does nothing yet.
    pub(super) fn hook() -> Self {
        let parameters = vec![Parameter::tenant("_tenant")];
        Self {
            body: Some("Ok(())"),
            ..Self::with(parameters, "Result<()>", None)
        }
    }

    /// A function that takes the tenant, with a body to be written.
    pub(super) fn of_tenant(returns: &'static str) -> Self {
        Self::with(vec![Parameter::tenant("tenant")], returns, None)
    }

    /// Turns a parameter that the compiler refuses into an unlisted one, or removes it if it already is one.
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
        let body = self.body.map_or_else(|| self.not_written(), str::to_owned);
        let structure = self.structure.as_ref().map(Structure::print);
        format!("{head}\n    {body}\n}}\n{}", structure.unwrap_or_default())
    }

    fn not_written(&self) -> String {
        let names: Vec<&str> = self.parameters.iter().map(|one| &*one.name).collect();
        let flat = format!("not_written!({})", names.join(", "));
        if flat.chars().count() <= MACRO_WIDTH {
            return flat;
        }
        let lines = filled(&names);
        format!("not_written!(\n{lines}    )")
    }
}

/// The widest macro call that `rustfmt` leaves on one line: 60 characters of arguments.
const MACRO_WIDTH: usize = 60 + "not_written!()".len();

/// Short arguments as `rustfmt` breaks them into lines: each on its own line.
fn filled(names: &[&str]) -> String {
    let last = names.len().saturating_sub(1);
    let lines = names.iter().enumerate().map(|(at, name)| {
        let comma = if at == last { "" } else { "," };
        format!("        {name}{comma}\n")
    });
    lines.collect()
}

impl Structure {
    fn new<'a>(
        function: &str,
        names: &mut Names,
        fields: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let mut named: Vec<(String, String)> = Vec::new();
        for (name, sent) in fields {
            let taken = |free: &str| named.iter().any(|(other, _)| other == free);
            named.push((argument_name(name, taken), sent.to_owned()));
        }
        Self {
            name: names.structure(&format!("{function} parameters"), "struct"),
            fields: named,
        }
    }

    /// The argument that takes it, distinct from the others.
    fn argument(&self, others: &[Parameter]) -> Parameter {
        let taken = |free: &str| others.iter().any(|other| other.name == free);
        Parameter {
            context: None,
            unlisted: false,
            name: argument_name("parameters", taken),
            ty: format!("Parameters<{}>", self.name),
        }
    }

    fn print(&self) -> String {
        let fields: String = self
            .fields
            .iter()
            .map(|(name, sent)| {
                let sent = literal(sent);
                format!("    #[context({sent})]\n    {name}: Option<String>,\n")
            })
            .collect();
        format!(
            "\n#[derive(ContextParameters)]\n#[expect(dead_code, reason = \"not written yet\")]\nstruct {} {{\n{fields}}}\n",
            self.name
        )
    }
}

impl Parameter {
    fn tenant(name: &str) -> Self {
        Self {
            context: None,
            unlisted: false,
            name: name.to_owned(),
            ty: "Tenant".to_owned(),
        }
    }

    /// An argument for each request.
    fn each<'a>(requests: impl Iterator<Item = &'a (String, String)>) -> Vec<Self> {
        let mut parameters: Vec<Self> = Vec::new();
        for (_, name) in requests {
            let taken = |free: &str| parameters.iter().any(|other| other.name == free);
            parameters.push(Self {
                context: Some(literal(name)),
                unlisted: false,
                name: argument_name(name, taken),
                ty: "Option<String>".to_owned(),
            });
        }
        parameters
    }

    pub(super) fn print(&self) -> String {
        let attribute = match (&self.context, self.unlisted) {
            (None, _) => String::new(),
            (Some(context), false) => format!("#[context({context})] "),
            (Some(context), true) => format!("#[context(unlisted({context}))] "),
        };
        format!("{attribute}{}: {}", self.name, self.ty)
    }
}
