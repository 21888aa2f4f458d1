//! The request units of a DynamoDB call, from its response.
//!
//! For writes, the emulator computes them by AWS's rules: a unit for each KB of the larger of the old and the new item,
//! twice that in a transaction, plus the writes to indexes. For reads, it returns half a unit or one whatever the size;
//! here that is multiplied for each 4 KB
//! (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html>).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use usher_testkit::aws_proxy::AwsCall;

/// The bytes that one read unit covers.
const READ_UNIT_BYTES: usize = 4096;

/// The units of a `BatchGetItem`, which the emulator does not return: one for each of the two keys of `session-login`,
/// the only caller.
const BATCH_READ_UNITS: f64 = 2.0;

/// Request units.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Units {
    pub read: f64,
    pub write: f64,
}

impl Units {
    /// The units of a call; none if it calls another service.
    pub fn of(call: &AwsCall) -> Self {
        if call.service != "dynamodb" {
            return Self::default();
        }
        let answer: Value = serde_json::from_slice(&call.answer).unwrap_or_default();
        if call.operation == "BatchGetItem" {
            return Self { read: BATCH_READ_UNITS, write: 0.0 };
        }
        let units = consumed_capacity(&answer)
            .unwrap_or_else(|| panic!("the response of {call} has no ConsumedCapacity: {answer}"));
        match call.operation.as_str() {
            "GetItem" | "Query" | "Scan" => Self { read: units * read_blocks(&answer), write: 0.0 },
            _ => Self { read: 0.0, write: units },
        }
    }
}

fn consumed_capacity(answer: &Value) -> Option<f64> {
    match &answer["ConsumedCapacity"] {
        Value::Array(tables) => tables.iter().map(|table| table["CapacityUnits"].as_f64()).sum(),
        table => table["CapacityUnits"].as_f64(),
    }
}

/// The number of started 4 KB that were read; at least one.
#[expect(clippy::cast_precision_loss, reason = "a response has at most one megabyte")]
fn read_blocks(answer: &Value) -> f64 {
    let items = answer["Items"].as_array().into_iter().flatten().chain(answer.get("Item"));
    items.map(size_of_item).sum::<usize>().div_ceil(READ_UNIT_BYTES).max(1) as f64
}

/// The size of an item in bytes, including attribute names
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
    fn read_is_billed_per_started_4_kb() {
        let consumed = json!({ "TableName": "users", "CapacityUnits": 0.5 });
        let item =
            |bytes: usize| json!({ "ConsumedCapacity": consumed, "Item": { "a": { "S": "x".repeat(bytes - 1) } } });

        assert_eq!(units("GetItem", &json!({ "ConsumedCapacity": consumed })), (0.5, 0.0));
        assert_eq!(units("GetItem", &item(4096)), (0.5, 0.0));
        assert_eq!(units("GetItem", &item(4097)), (1.0, 0.0));
    }

    #[test]
    fn items_of_a_query_are_rounded_up_together() {
        let row = json!({ "user_id": { "S": "x".repeat(993) } });
        let found = json!({ "ConsumedCapacity": { "CapacityUnits": 1.0 }, "Items": [row, row, row, row, row] });

        assert_eq!(units("Query", &found), (2.0, 0.0));
    }

    #[test]
    fn batch_is_billed_per_key() {
        assert_eq!(units("BatchGetItem", &json!({ "Responses": { "limits": [] } })), (2.0, 0.0));
    }

    #[test]
    fn write_is_the_sum_over_all_tables() {
        let tables = json!([{ "CapacityUnits": 9.0 }, { "CapacityUnits": 2.0 }]);

        assert_eq!(units("TransactWriteItems", &json!({ "ConsumedCapacity": tables })), (0.0, 11.0));
    }
}
