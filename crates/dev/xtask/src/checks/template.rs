//! A CloudFormation template for the checks: its resources by type, and the references between them.

use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::process;

/// Lambda's default timeout of a function, in seconds.
const DEFAULT_TIMEOUT: u64 = 3;

/// A template, with its short forms (`!Ref`) expanded.
pub struct Template(Value);

/// A resource of a template.
#[derive(Clone, Copy)]
pub struct Resource<'a> {
    /// Its logical id.
    pub id: &'a str,
    /// Its properties, or null.
    pub properties: &'a Value,
}

impl Template {
    /// Parses the output of `infra/local/yaml_to_json.py`; `reader` is the command that runs it.
    pub fn read(reader: &mut Command) -> Result<Self> {
        let json = process::capture(reader, "").context("can't read a template")?;
        serde_json::from_str(&json).map(Self).context("infra/local/yaml_to_json.py did not print JSON")
    }

    /// A template from JSON.
    #[cfg(test)]
    pub fn new(json: Value) -> Self {
        Self(json)
    }

    /// Every resource with its type.
    pub fn all(&self) -> impl Iterator<Item = (&str, Resource<'_>)> {
        let resources = self.0["Resources"].as_object().into_iter().flatten();
        resources.map(|(id, resource)| {
            (resource["Type"].as_str().unwrap_or_default(), Resource { id, properties: &resource["Properties"] })
        })
    }

    /// The resources of a type.
    pub fn of_type<'a>(&'a self, wanted: &'a str) -> impl Iterator<Item = Resource<'a>> {
        self.all().filter(move |(kind, _)| *kind == wanted).map(|(_, resource)| resource)
    }

    /// The functions.
    pub fn functions(&self) -> impl Iterator<Item = Resource<'_>> {
        self.of_type("AWS::Serverless::Function")
    }

    /// The state machines.
    pub fn state_machines(&self) -> impl Iterator<Item = Resource<'_>> {
        self.of_type("AWS::Serverless::StateMachine")
    }

    /// The resource of a type that this value refers to.
    pub fn referred<'a>(&'a self, wanted: &'a str, value: &Value) -> Option<Resource<'a>> {
        let id = referred_id(value)?;
        self.of_type(wanted).find(|resource| resource.id == id)
    }

    /// What all functions have.
    pub fn globals(&self) -> &Value {
        &self.0["Globals"]["Function"]
    }

    /// The timeout of a function, in seconds.
    pub fn timeout(&self, function: Resource<'_>) -> u64 {
        let own = function.properties["Timeout"].as_u64();
        own.or_else(|| self.globals()["Timeout"].as_u64()).unwrap_or(DEFAULT_TIMEOUT)
    }
}

/// The logical id in a `!Ref` or `!GetAtt`.
pub fn referred_id(value: &Value) -> Option<&str> {
    if let Some(id) = value["Ref"].as_str() {
        return Some(id);
    }
    match &value["Fn::GetAtt"] {
        Value::String(text) => text.split('.').next(),
        Value::Array(parts) => parts.first()?.as_str(),
        _ => None,
    }
}

/// The condition of the parameter `Emulator`. Values under it are never deployed to AWS.
const ON_EMULATOR: &str = "OnEmulator";

/// All values that a single value or a list can have on AWS: of each `!If` both sides, except the emulator's.
pub fn on_aws(value: &Value) -> Vec<&Value> {
    match value["Fn::If"].as_array().map(Vec::as_slice) {
        Some([condition, _, otherwise]) if condition == ON_EMULATOR => on_aws(otherwise),
        Some([_, holds, otherwise]) => on_aws(holds).into_iter().chain(on_aws(otherwise)).collect(),
        _ if value.is_array() => each(value).flat_map(on_aws).collect(),
        _ => each(value).collect(),
    }
}

/// The values of a single value or a list; none of null.
pub fn each(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice).iter().filter(|value| !value.is_null())
}
