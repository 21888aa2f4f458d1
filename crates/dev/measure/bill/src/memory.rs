//! How much memory each function has, from `template.yaml`.

use std::collections::BTreeMap;

use usher_end_to_end::stack::checkout;

/// The memory of functions.
#[derive(Clone, Debug)]
pub struct Memory {
    /// That of every function that does not name its own, in MB.
    pub of_most: f64,
    /// That of the others, in MB.
    pub of_some: BTreeMap<String, f64>,
}

impl Memory {
    /// That of a function, in MB.
    #[must_use]
    pub fn of(&self, function: &str) -> f64 {
        self.of_some.get(function).copied().unwrap_or(self.of_most)
    }
}

/// Reads the template.
#[must_use]
pub fn current() -> Memory {
    read(&std::fs::read_to_string(checkout().join("template.yaml")).expect("template.yaml is there"))
}

/// The first size is that of all; each further one belongs to the function that is named above it.
fn read(template: &str) -> Memory {
    let (mut function, mut of_most, mut of_some) = (None, None, BTreeMap::new());
    for line in template.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("FunctionName: !Sub \"${AWS::StackName}-") {
            function = Some(name.trim_end_matches('"'));
        }
        let Some(size) = line.strip_prefix("MemorySize: ").and_then(|size| size.parse().ok()) else { continue };
        match function {
            None => of_most = Some(size),
            Some(function) => drop(of_some.insert(function.to_owned(), size)),
        }
    }
    Memory { of_most: of_most.expect("all functions have a size"), of_some }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_function_may_have_a_size_of_its_own() {
        let memory = read(
            "Globals:\n  MemorySize: 256\n  FunctionName: !Sub \"${AWS::StackName}-small\"\n  Timeout: 10\n  \
             FunctionName: !Sub \"${AWS::StackName}-large\"\n  MemorySize: 1024\n",
        );

        assert!((memory.of("small") - 256.0).abs() < f64::EPSILON);
        assert!((memory.of("large") - 1024.0).abs() < f64::EPSILON);
    }
}
