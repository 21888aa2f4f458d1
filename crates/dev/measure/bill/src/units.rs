//! The request units of a call of DynamoDB, from its answer.
//!
//! Of writes the emulator tells them, by AWS's rules: a unit for each KB of the larger of the old and the new item, twice
//! that in a transaction, and what the change writes to indexes. Of reads it tells half a unit or a whole one whatever the
//! size; that is taken here for each 4 KB
//! (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html>).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use usher_testkit::aws_proxy::AwsCall;

/// What one read unit reads, in bytes.
const READ: usize = 4096;

/// How many keys a batch asks for, each a whole unit: that of `session-login`, the only one. The emulator does not tell.
const KEYS_OF_A_BATCH: f64 = 2.0;

/// Request units.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Units {
    pub read: f64,
    pub write: f64,
}

impl Units {
    /// Those of an answered call; none of a call of another service.
    pub fn of(call: &AwsCall) -> Self {
        if call.service != "dynamodb" {
            return Self::default();
        }
        let answer: Value = serde_json::from_slice(&call.answer).unwrap_or_default();
        if call.operation == "BatchGetItem" {
            return Self { read: KEYS_OF_A_BATCH, write: 0.0 };
        }
        let told = told(&answer).unwrap_or_else(|| panic!("{call} tells what it consumes: {answer}"));
        match call.operation.as_str() {
            "GetItem" | "Query" | "Scan" => Self { read: told * reads(&answer), write: 0.0 },
            _ => Self { read: 0.0, write: told },
        }
    }
}

fn told(answer: &Value) -> Option<f64> {
    match &answer["ConsumedCapacity"] {
        Value::Array(tables) => tables.iter().map(|table| table["CapacityUnits"].as_f64()).sum(),
        table => table["CapacityUnits"].as_f64(),
    }
}

/// How many times 4 KB were read; nothing found counts as once.
#[expect(clippy::cast_precision_loss, reason = "an answer has one megabyte at most")]
fn reads(answer: &Value) -> f64 {
    let items = answer["Items"].as_array().into_iter().flatten().chain(answer.get("Item"));
    items.map(size_of_item).sum::<usize>().div_ceil(READ).max(1) as f64
}

/// The size of an item in bytes, names included
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>).
fn size_of_item(item: &Value) -> usize {
    item.as_object().into_iter().flatten().map(|(name, value)| name.len() + size_of_value(value)).sum()
}

fn size_of_value(value: &Value) -> usize {
    let Some((kind, content)) = value.as_object().and_then(|value| value.iter().next()) else { return 0 };
    match (kind.as_str(), content) {
        ("S", Value::String(text)) => text.len(),
        ("N", Value::String(number)) => number.len().div_ceil(2) + 1,
        ("B", Value::String(bytes)) => STANDARD.decode(bytes).map_or(0, |bytes| bytes.len()),
        ("L", Value::Array(list)) => 3 + list.iter().map(|value| 1 + size_of_value(value)).sum::<usize>(),
        ("M", Value::Object(map)) => 3 + map.len() + size_of_item(content),
        ("SS" | "NS" | "BS", Value::Array(set)) => set.iter().filter_map(Value::as_str).map(str::len).sum(),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};
    use usher_testkit::aws_proxy::AwsCall;

    use super::Units;

    fn units(operation: &str, answer: &Value) -> (f64, f64) {
        let call = AwsCall {
            service: "dynamodb".to_owned(),
            operation: operation.to_owned(),
            time: Duration::ZERO,
            status: Some(200),
            answer: answer.to_string().into(),
        };
        let Units { read, write } = Units::of(&call);
        (read, write)
    }

    #[test]
    fn a_read_costs_for_each_four_kilobytes() {
        let told = json!({ "TableName": "users", "CapacityUnits": 0.5 });
        let item = |bytes: usize| json!({ "ConsumedCapacity": told, "Item": { "a": { "S": "x".repeat(bytes - 1) } } });

        assert_eq!(units("GetItem", &json!({ "ConsumedCapacity": told })), (0.5, 0.0));
        assert_eq!(units("GetItem", &item(4096)), (0.5, 0.0));
        assert_eq!(units("GetItem", &item(4097)), (1.0, 0.0));
    }

    #[test]
    fn what_a_query_finds_is_rounded_up_together() {
        let row = json!({ "user_id": { "S": "x".repeat(993) } });
        let found = json!({ "ConsumedCapacity": { "CapacityUnits": 1.0 }, "Items": [row, row, row, row, row] });

        assert_eq!(units("Query", &found), (2.0, 0.0));
    }

    #[test]
    fn a_batch_of_reads_costs_its_keys() {
        assert_eq!(units("BatchGetItem", &json!({ "Responses": { "limits": [] } })), (2.0, 0.0));
    }

    #[test]
    fn a_write_costs_what_is_told_of_all_tables() {
        let tables = json!([{ "CapacityUnits": 9.0 }, { "CapacityUnits": 2.0 }]);

        assert_eq!(units("TransactWriteItems", &json!({ "ConsumedCapacity": tables })), (0.0, 11.0));
    }
}
