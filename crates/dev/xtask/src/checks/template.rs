//! template.yaml as the checks see it: its resources by type, and who refers to whom.

use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::process;

/// AWS Lambda's own default.
const DEFAULT_TIMEOUT: u64 = 3;

/// A template, its short forms (`!Ref`) written out.
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
    /// Reads what `infra/local/template.py` printed; `reader` is the call of it.
    pub fn read(reader: &mut Command) -> Result<Self> {
        let json = process::capture(reader, "").context("can't read a template")?;
        serde_json::from_str(&json).map(Self).context("infra/local/template.py printed no JSON")
    }

    /// A template made of JSON.
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

    /// The workflows.
    pub fn state_machines(&self) -> impl Iterator<Item = Resource<'_>> {
        self.of_type("AWS::Serverless::StateMachine")
    }

    /// The resource of a type that this value refers to.
    pub fn referred<'a>(&'a self, wanted: &'a str, value: &Value) -> Option<Resource<'a>> {
        let id = referred_id(value)?;
        self.of_type(wanted).find(|resource| resource.id == id)
    }

    /// The seconds after which a function is stopped.
    pub fn timeout(&self, function: Resource<'_>) -> u64 {
        let own = function.properties["Timeout"].as_u64();
        own.or_else(|| self.0["Globals"]["Function"]["Timeout"].as_u64()).unwrap_or(DEFAULT_TIMEOUT)
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

/// The parameter `Emulator` decides this condition. What holds under it never reaches AWS.
const ON_EMULATOR: &str = "OnEmulator";

/// A value that may be one or a list, with everything that it may be on AWS: of each `!If` both sides, but for the side of
/// the emulator.
pub fn on_aws(value: &Value) -> Vec<&Value> {
    match value["Fn::If"].as_array().map(Vec::as_slice) {
        Some([condition, _, otherwise]) if condition == ON_EMULATOR => on_aws(otherwise),
        Some([_, holds, otherwise]) => on_aws(holds).into_iter().chain(on_aws(otherwise)).collect(),
        _ if value.is_array() => each(value).flat_map(on_aws).collect(),
        _ => each(value).collect(),
    }
}

/// A value that may be one or a list.
pub fn each(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice).iter().filter(|value| !value.is_null())
}
