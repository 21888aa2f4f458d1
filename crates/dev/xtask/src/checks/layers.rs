//! The layers of the workspace, and what each may depend on (docs/architecture.md, "Crate boundaries"). To allow or
//! forbid a dependency, change this table.

/// The layer of a crate; its folder determines it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// crates/domain
    Domain,
    /// crates/aws
    Aws,
    /// crates/messages
    Messages,
    /// crates/wire
    Wire,
    /// crates/lambda-kit
    LambdaKit,
    /// crates/endpoints/…
    Endpoint,
    /// crates/tasks/…
    Task,
    /// crates/picture, crates/terms
    Part,
    /// crates/webhook
    Webhook,
    /// crates/dev/testkit
    Testkit,
    /// crates/dev/end-to-end
    EndToEnd,
    /// crates/dev/measure/bill
    Bill,
    /// Programs that are not deployed: crates/operator and the rest of crates/dev
    Tool,
}

/// The dependency rules of a layer.
pub struct Rules {
    /// Crates that it must not depend on, not even for tests; a `*` at the end matches any suffix.
    pub forbidden: &'static [&'static str],
    /// The reason, for the error message.
    pub reason: &'static str,
    /// The only layers that may depend on it; `None` if all may.
    pub dependents: Option<&'static [Layer]>,
}

/// The dialects: the modules of crates/wire with one document each. None may use another.
pub const DIALECTS: [&str; 5] = ["account", "directory", "admin", "session", "removal"];

/// The only module of crates/messages that an endpoint may use; the rest is for adapters and tasks.
pub const EVIDENCE: &str = "evidence";

/// The maximum length of a function's main.rs, which only wires adapters to ports.
pub const MAX_MAIN_LINES: usize = 30;

impl Layer {
    /// The layers that are test code: they may have the test kit as a normal dependency.
    pub const TEST_CODE: [Self; 2] = [Self::EndToEnd, Self::Bill];

    /// All layers.
    #[cfg(test)]
    pub const ALL: [Self; 13] = [
        Self::Domain,
        Self::Aws,
        Self::Messages,
        Self::Wire,
        Self::LambdaKit,
        Self::Endpoint,
        Self::Task,
        Self::Part,
        Self::Webhook,
        Self::Testkit,
        Self::EndToEnd,
        Self::Bill,
        Self::Tool,
    ];

    /// The layer of a crate, from its folder in the repository.
    pub fn of(folder: &str) -> Option<Self> {
        Some(match folder.strip_prefix("crates/")? {
            "domain" => Self::Domain,
            "aws" => Self::Aws,
            "messages" => Self::Messages,
            "wire" => Self::Wire,
            "lambda-kit" => Self::LambdaKit,
            "picture" | "terms" => Self::Part,
            "webhook" => Self::Webhook,
            "operator" => Self::Tool,
            "dev/testkit" => Self::Testkit,
            "dev/end-to-end" => Self::EndToEnd,
            "dev/measure/bill" => Self::Bill,
            other => match other.split_once('/')? {
                ("endpoints", _) => Self::Endpoint,
                ("tasks", _) => Self::Task,
                ("dev", _) => Self::Tool,
                _ => return None,
            },
        })
    }

    /// The rules of the layer.
    pub const fn rules(self) -> Rules {
        match self {
            Self::Domain => Rules {
                forbidden: &["serde*", "http*", "hyper*", "tokio*", "lambda_*", "aws*", "usher-*"],
                reason: "the domain must not depend on a serialization format, the network, a runtime or a platform",
                dependents: None,
            },
            Self::Aws => Rules {
                forbidden: &["usher-wire", "usher-lambda-kit", "lambda_*"],
                reason: "adapters implement the domain's ports, and must not depend on their callers",
                dependents: None,
            },
            Self::Messages => Rules {
                forbidden: &[
                    "aws*",
                    "http*",
                    "hyper*",
                    "tokio*",
                    "lambda_*",
                    "usher-aws",
                    "usher-lambda-kit",
                    "usher-wire",
                ],
                reason: "messages are plain data, and must not depend on a platform or a dialect",
                dependents: None,
            },
            Self::Wire => Rules {
                forbidden: &["aws*", "usher-aws", "usher-lambda-kit", "usher-messages", "lambda_*", "tokio*"],
                reason: "dialects only parse requests and render responses",
                dependents: None,
            },
            Self::LambdaKit => Rules {
                forbidden: &["aws-*", "usher-aws", "usher-messages", "usher-wire"],
                reason: "all functions link this crate, so it must not link what only some of them need",
                dependents: None,
            },
            // boundaries.rs also checks the source text of lib.rs.
            Self::Endpoint => Rules {
                forbidden: &["aws-sdk-*", "aws-smithy-*"],
                reason: "functions call ports; only crates/aws calls the SDKs",
                dependents: Some(&[]),
            },
            Self::Task => Rules {
                forbidden: &["aws-sdk-*", "aws-smithy-*", "usher-wire"],
                reason: "tasks call ports and respond to their workflow, never to a client",
                dependents: Some(&[]),
            },
            Self::Part => Rules {
                forbidden: &[
                    "aws*",
                    "http*",
                    "hyper*",
                    "tokio*",
                    "lambda_*",
                    "usher-aws",
                    "usher-messages",
                    "usher-wire",
                    "usher-lambda-kit",
                ],
                reason: "this crate must not depend on the network or a platform",
                dependents: None,
            },
            Self::Webhook => Rules {
                forbidden: &[
                    "aws-sdk-*",
                    "aws-smithy-*",
                    "lambda_*",
                    "usher-aws",
                    "usher-lambda-kit",
                    "usher-messages",
                    "usher-wire",
                ],
                reason: "webhooks call third parties, so the crate must be small enough to review: it uses the domain's ports only",
                dependents: None,
            },
            Self::Testkit => Rules {
                forbidden: &["aws-sdk-*", "usher-aws", "usher-messages"],
                reason: "the tests of each function would link the SDKs",
                dependents: None,
            },
            Self::EndToEnd => Rules {
                forbidden: &["usher-end-to-end"],
                reason: "only the bill may use the end-to-end suite as a library",
                dependents: Some(&[Self::Bill]),
            },
            Self::Bill => Rules {
                forbidden: &["lambda_*", "usher-aws", "usher-lambda-kit", "usher-messages", "usher-wire"],
                reason: "the bill is counted from outside, through a stack's API and its operator's tools",
                dependents: Some(&[Self::EndToEnd]),
            },
            Self::Tool => Rules {
                forbidden: &["usher-end-to-end"],
                reason: "only the bill may use the end-to-end suite as a library",
                dependents: Some(&[]),
            },
        }
    }
}
