//! The least that could do each operation, and why.

use super::{Operation, row, times, title};

const HEAD: &str = "## The least

The least that could do the same with these services, and why it is the least; where Usher does more, why it does.

| operation | functions | states | calls | read units | write units | why |
|---|--:|--:|---|--:|--:|---|
";

pub(super) fn table(operations: &[Operation<'_>]) -> String {
    let rows = operations.iter().map(|(operation, _, least)| {
        let calls: Vec<_> = least.calls.iter().map(|(call, number)| times(call, *number)).collect();
        row([
            title(operation),
            least.invocations.to_string(),
            least.state_transitions.to_string(),
            calls.join(", "),
            least.read_units.to_string(),
            least.write_units.to_string(),
            least.why.clone(),
        ])
    });
    HEAD.to_owned() + &rows.collect::<String>()
}
