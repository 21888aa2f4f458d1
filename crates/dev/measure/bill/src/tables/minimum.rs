//! The minimum that could do each operation, and why.

use super::{Operation, row, times, title};

const HEAD: &str = "## Minimum

The minimum that could do the same with these services, and why; if Usher does more, why it does.

| operation | functions | states | calls | read units | write units | why |
|---|--:|--:|---|--:|--:|---|
";

pub(super) fn table(operations: &[Operation<'_>]) -> String {
    let rows = operations.iter().map(|(operation, _, minimum)| {
        let calls: Vec<_> = minimum.calls.iter().map(|(call, number)| times(call, *number)).collect();
        row([
            title(operation),
            minimum.invocations.to_string(),
            minimum.state_transitions.to_string(),
            calls.join(", "),
            minimum.read_units.to_string(),
            minimum.write_units.to_string(),
            minimum.why.clone(),
        ])
    });
    HEAD.to_owned() + &rows.collect::<String>()
}
