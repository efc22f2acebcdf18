//! Objects that the platform takes in one of several forms: by the word of one member, such as a
//! control's `type`, or by which member is there.

use connect_model::{Property, form};
use proc_macro2::Span;
use serde_json::{Map, Value as Json};

use super::is_misspelt;
use crate::args::{Arg, Args};
use crate::report::Report;
use crate::wording;

/// An object as it was written, with what the table has for it.
struct Object<'a> {
    /// The property that holds it.
    property: &'a Property,
    args: &'a Args,
    members: &'a [Property],
    /// The arguments that are members.
    written: Vec<(&'a Arg, &'a Property)>,
}

/// Checks an object against the form that it is written in. `json` is what it came to, and what
/// all forms require has been asked for already.
pub(super) fn check(
    property: &Property,
    at: Span,
    args: &Args,
    members: &[Property],
    json: &Map<String, Json>,
    report: &mut Report,
) {
    let names = form::names(members);
    if names.is_empty() {
        return;
    }
    let object = Object {
        property,
        args,
        members,
        written: args
            .iter()
            .filter_map(|arg| Some((arg, members.iter().find(|it| it.is_written(&arg.name))?)))
            .collect(),
    };
    match form::discriminator(members) {
        // No word, or one that is no form's, is an error already; an unlisted one is nobody's.
        Some(word) => {
            let said = json.get(word.name).and_then(Json::as_str);
            if let Some(name) = names.into_iter().find(|name| said == Some(*name)) {
                let owner = wording::of_word(property, word, name);
                object.strays(&owner, &[name], report);
                object.missing(&owner, name, at, report);
            }
        }
        None => object.by_members(&names, at, report),
    }
}

impl Object<'_> {
    /// The form that a member shows by being there. Two forms are an error at the second's member.
    fn by_members(&self, names: &[&'static str], at: Span, report: &mut Report) {
        let mut shown: Vec<&'static str> = Vec::new();
        for (arg, member) in &self.written {
            if names.contains(&member.name) && !shown.contains(&member.name) {
                if !shown.is_empty() {
                    let choices = self.arguments(names);
                    report.error_at(arg.span, wording::several_forms(self.property, &choices));
                }
                shown.push(member.name);
            }
        }
        if let Some(first) = shown.first().and_then(|name| self.named(name)) {
            self.strays(&wording::of_member(self.property, first), &shown, report);
        }
        let only = match shown.as_slice() {
            [] => self.meant(),
            [only] => Some(*only),
            _ => return,
        };
        match only {
            Some(name) => {
                let owner = format!("`{}`", self.property.argument);
                self.missing(&owner, name, at, report);
            }
            None => self.none(names, at, report),
        }
    }

    /// The form of a member that belongs to no other, where the one that names it is not there.
    fn meant(&self) -> Option<&'static str> {
        self.written
            .iter()
            .find_map(|(_, member)| match member.forms {
                [only] => Some(only.name),
                _ => None,
            })
    }

    /// No form at all: nothing is written that belongs to one.
    fn none(&self, names: &[&'static str], at: Span, report: &mut Report) {
        let choices: Vec<&Property> = names.iter().filter_map(|name| self.named(name)).collect();
        if !choices
            .iter()
            .any(|choice| is_misspelt(self.args, self.members, choice))
        {
            report.error_at(at, wording::no_form(self.property, &choices));
        }
    }

    /// Members that belong to other forms only.
    fn strays(&self, owner: &str, forms: &[&'static str], report: &mut Report) {
        for (arg, member) in &self.written {
            if !forms.iter().any(|name| member.form(name).is_some()) {
                let takers: Vec<&'static str> = member.forms.iter().map(|it| it.name).collect();
                let noun = format!("`{}`", member.argument);
                let takers = self.arguments(&takers);
                report.error_at(arg.span, wording::other_form(owner, &noun, &takers));
            }
        }
    }

    /// What the form requires, not all forms do, and is not there.
    fn missing(&self, owner: &str, name: &str, at: Span, report: &mut Report) {
        for member in self.members.iter().filter(|member| !member.required) {
            let required = member.form(name).is_some_and(|form| form.required);
            let given = self.written.iter().any(|(_, it)| it.name == member.name);
            if required && !given && !is_misspelt(self.args, self.members, member) {
                report.error_at(at, wording::missing_argument(owner, member));
            }
        }
    }

    /// The member that a form is named after.
    fn named(&self, form: &str) -> Option<&Property> {
        self.members.iter().find(|member| member.name == form)
    }

    /// The names of forms as they are written: a word as it is, a member as its argument.
    fn arguments(&self, forms: &[&'static str]) -> Vec<&'static str> {
        forms
            .iter()
            .map(|name| match form::discriminator(self.members) {
                Some(_) => *name,
                None => self.named(name).map_or(*name, |member| member.argument),
            })
            .collect()
    }
}
