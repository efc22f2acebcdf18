//! Objects that the platform accepts in one of several forms, chosen by the value of one member, such as a
//! control's `type`, or by which member is present.

use connect_model::{Property, form};
use proc_macro2::Span;

use super::is_misspelled;
use crate::args::{Arg, Args};
use crate::property_tree::{Members, PropertyTree};
use crate::report::Report;
use crate::wording;

/// An object as written, with its property in the table.
struct Object<'a> {
    /// The property that holds it.
    property: &'a Property,
    args: &'a Args,
    members: &'a [Property],
    /// The arguments that are known members.
    written: Vec<(&'a Arg, &'a Property)>,
}

/// Checks an object against the form in which it is written. What all forms require has
/// already been checked, and `object` is the result.
pub(super) fn check(
    property: &Property,
    at: Span,
    args: &Args,
    members: &[Property],
    object: &Members,
    report: &mut Report,
) {
    let names = form::names(members);
    if names.is_empty() {
        return;
    }
    let written = Object {
        property,
        args,
        members,
        written: args
            .iter()
            .filter_map(|arg| Some((arg, members.iter().find(|it| it.argument == arg.name)?)))
            .collect(),
    };
    match form::discriminator(members) {
        // A missing or unknown word is an error already; an unlisted one belongs to no known form.
        Some(word) => {
            let value = object.get(word.name).and_then(PropertyTree::as_text);
            if let Some(name) = names.into_iter().find(|name| value == Some(*name)) {
                let owner = wording::of_word(property, word, name);
                written.strays(&owner, &[name], report);
                written.missing(&owner, name, at, report);
            }
        }
        None => written.by_members(&names, at, report),
    }
}

impl Object<'_> {
    /// Finds the form by which members are present. Members of two forms are an error at the second one.
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

    /// The form of a member that belongs to only one, if the member that names the form is missing.
    fn meant(&self) -> Option<&'static str> {
        self.written
            .iter()
            .find_map(|(_, member)| match member.forms {
                [only] => Some(only.name),
                _ => None,
            })
    }

    /// Reports that nothing written belongs to any form.
    fn none(&self, names: &[&'static str], at: Span, report: &mut Report) {
        let choices: Vec<&Property> = names.iter().filter_map(|name| self.named(name)).collect();
        if !choices
            .iter()
            .any(|choice| is_misspelled(self.args, self.members, choice))
        {
            report.error_at(at, wording::no_form(self.property, &choices));
        }
    }

    /// Reports members that belong only to other forms.
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

    /// Reports missing members that this form requires, unlike others.
    fn missing(&self, owner: &str, name: &str, at: Span, report: &mut Report) {
        for member in self.members.iter().filter(|member| !member.required) {
            let required = member.form(name).is_some_and(|form| form.required);
            let given = self.written.iter().any(|(_, it)| it.name == member.name);
            if required && !given && !is_misspelled(self.args, self.members, member) {
                report.error_at(at, wording::missing_argument(owner, member));
            }
        }
    }

    /// The member that a form is named after.
    fn named(&self, form: &str) -> Option<&Property> {
        self.members.iter().find(|member| member.name == form)
    }

    /// The names of forms as written: a word as it is, a member as its argument.
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
