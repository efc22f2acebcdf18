//! All tables as checked in.

use super::Fault;
use super::rows::{
    AnswerRow, AppArgumentRow, AppFieldRow, ConditionParameterRow, ConditionRow,
    ContextParameterRow, EnvironmentRow, EventRow, ForgeConditionRow, ForgeContextRow,
    ForgeEventRow, ForgeModuleRow, ForgePropertyRow, ForgeTargetRow, LocationRow, MemberRow,
    ModuleRow, OperationRow, PropertyRow, ScopeRow, TargetRow,
};
use super::table::read;
use std::path::Path;

/// The rows of each table.
#[derive(Debug)]
pub(crate) struct Tables {
    pub(super) modules: Vec<ModuleRow>,
    pub(super) properties: Vec<PropertyRow>,
    pub(super) members: Vec<MemberRow>,
    pub(super) targets: Vec<TargetRow>,
    pub(super) locations: Vec<LocationRow>,
    pub(super) events: Vec<EventRow>,
    pub(super) context_parameters: Vec<ContextParameterRow>,
    pub(super) conditions: Vec<ConditionRow>,
    pub(super) condition_parameters: Vec<ConditionParameterRow>,
    pub(super) scopes: Vec<ScopeRow>,
    pub(super) environments: Vec<EnvironmentRow>,
    pub(super) app_fields: Vec<AppFieldRow>,
    pub(super) app_arguments: Vec<AppArgumentRow>,
    pub(super) operations: Vec<OperationRow>,
    pub(super) answers: Vec<AnswerRow>,
    pub(super) forge_targets: Vec<ForgeTargetRow>,
    pub(super) forge_modules: Vec<ForgeModuleRow>,
    pub(super) forge_properties: Vec<ForgePropertyRow>,
    pub(super) forge_events: Vec<ForgeEventRow>,
    pub(super) forge_context: Vec<ForgeContextRow>,
    pub(super) forge_conditions: Vec<ForgeConditionRow>,
}

impl Tables {
    pub(crate) fn read(root: &Path) -> Result<Self, Fault> {
        Ok(Self {
            modules: read(root)?,
            properties: read(root)?,
            members: read(root)?,
            targets: read(root)?,
            locations: read(root)?,
            events: read(root)?,
            context_parameters: read(root)?,
            conditions: read(root)?,
            condition_parameters: read(root)?,
            scopes: read(root)?,
            environments: read(root)?,
            app_fields: read(root)?,
            app_arguments: read(root)?,
            operations: read(root)?,
            answers: read(root)?,
            forge_targets: read(root)?,
            forge_modules: read(root)?,
            forge_properties: read(root)?,
            forge_events: read(root)?,
            forge_context: read(root)?,
            forge_conditions: read(root)?,
        })
    }
}
