//! The memory of each function, from `template.yaml`.

use std::collections::BTreeMap;

use usher_end_to_end::stack::checkout;

/// The memory of functions.
#[derive(Clone, Debug)]
pub struct Memory {
    /// The default size, in MB.
    pub default_size: f64,
    /// The sizes of functions that have their own, in MB.
    pub own_sizes: BTreeMap<String, f64>,
}

impl Memory {
    /// The memory of a function, in MB.
    #[must_use]
    pub fn of(&self, function: &str) -> f64 {
        self.own_sizes.get(function).copied().unwrap_or(self.default_size)
    }
}

/// Reads the template.
#[must_use]
pub fn current() -> Memory {
    parse(&std::fs::read_to_string(checkout().join("template.yaml")).expect("template.yaml is missing"))
}

/// The first `MemorySize` is the default of `Globals`; each further one belongs to the `FunctionName` above it.
fn parse(template: &str) -> Memory {
    let (mut function, mut default_size, mut own_sizes) = (None, None, BTreeMap::new());
    for line in template.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("FunctionName: !Sub \"${AWS::StackName}-") {
            function = Some(name.trim_end_matches('"'));
        }
        let Some(size) = line.strip_prefix("MemorySize: ").and_then(|size| size.parse().ok()) else { continue };
        match function {
            None => default_size = Some(size),
            Some(function) => drop(own_sizes.insert(function.to_owned(), size)),
        }
    }
    Memory { default_size: default_size.expect("Globals must have a MemorySize"), own_sizes }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn own_size_overrides_the_default() {
        let memory = parse(
            "Globals:\n  MemorySize: 256\n  FunctionName: !Sub \"${AWS::StackName}-small\"\n  Timeout: 10\n  \
             FunctionName: !Sub \"${AWS::StackName}-large\"\n  MemorySize: 1024\n",
        );

        assert!((memory.of("small") - 256.0).abs() < f64::EPSILON);
        assert!((memory.of("large") - 1024.0).abs() < f64::EPSILON);
    }
}
