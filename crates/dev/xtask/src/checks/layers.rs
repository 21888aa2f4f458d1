//! The rooms of the workspace and the walls between them, after section 4 of the design: this table is the place to
//! look, and to change, who may use what.

/// What kind of crate it is; its folder tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
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
    /// What runs beside Usher: crates/operator and the rest of crates/dev
    Tool,
}

/// What a room may not use.
pub struct Wall {
    /// Crates, whether for the shipped code or for its tests; `*` at the end stands for anything.
    pub never: &'static [&'static str],
    /// The reason, for the person who runs into the wall.
    pub why: &'static str,
    /// The only rooms that may use it; `None` if all may.
    pub users: Option<&'static [Room]>,
}

/// The dialects of crates/wire: its modules that speak for one seed each. None may name another.
pub const DIALECTS: [&str; 5] = ["account", "directory", "admin", "session", "removal"];

/// The only module of crates/messages that an endpoint may name: what workflows are told is the adapters' affair.
pub const EVIDENCE: &str = "evidence";

/// A longer main.rs decides something.
pub const MAIN_LINES: usize = 30;

impl Room {
    /// The rooms that are tests themselves: they may have the test kit as an ordinary dependency.
    pub const WITH_TESTS: [Self; 2] = [Self::EndToEnd, Self::Bill];

    /// All of them.
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

    /// The room of a crate, from its folder in the repository.
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

    /// The room's wall.
    pub const fn wall(self) -> Wall {
        match self {
            Self::Domain => Wall {
                never: &["serde*", "http*", "hyper*", "tokio*", "lambda_*", "aws*", "usher-*"],
                why: "the domain knows no wire, no network, no runtime and no platform",
                users: None,
            },
            Self::Aws => Wall {
                never: &["usher-wire", "usher-lambda-kit", "lambda_*"],
                why: "an adapter serves the domain's ports, whoever calls",
                users: None,
            },
            Self::Messages => Wall {
                never: &[
                    "aws*",
                    "http*",
                    "hyper*",
                    "tokio*",
                    "lambda_*",
                    "usher-aws",
                    "usher-lambda-kit",
                    "usher-wire",
                ],
                why: "messages are plain data: they depend on no platform and no dialect",
                users: None,
            },
            Self::Wire => Wall {
                never: &["aws*", "usher-aws", "usher-lambda-kit", "usher-messages", "lambda_*", "tokio*"],
                why: "a dialect only reads what callers send, and writes what they get",
                users: None,
            },
            Self::LambdaKit => Wall {
                never: &["aws-*", "usher-aws", "usher-messages", "usher-wire"],
                why: "what every function shares must not link what only some of them call",
                users: None,
            },
            // What their lib.rs may name is a matter of its text: see walls.rs.
            Self::Endpoint => Wall {
                never: &["aws-sdk-*", "aws-smithy-*"],
                why: "a function calls a port; the calls of the SDKs stand in crates/aws",
                users: Some(&[]),
            },
            Self::Task => Wall {
                never: &["aws-sdk-*", "aws-smithy-*", "usher-wire"],
                why: "a task calls a port and speaks to its workflow, never to a caller",
                users: Some(&[]),
            },
            Self::Part => Wall {
                never: &[
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
                why: "a part does one thing for an endpoint, without network and platform",
                users: None,
            },
            Self::Webhook => Wall {
                never: &[
                    "aws-sdk-*",
                    "aws-smithy-*",
                    "lambda_*",
                    "usher-aws",
                    "usher-lambda-kit",
                    "usher-messages",
                    "usher-wire",
                ],
                why: "what talks to strangers knows the domain's ports and no platform, and can be read on its own",
                users: None,
            },
            Self::Testkit => Wall {
                never: &["aws-sdk-*", "usher-aws", "usher-messages"],
                why: "each function's tests would link the SDKs",
                users: None,
            },
            Self::EndToEnd => Wall {
                never: &["usher-end-to-end"],
                why: "the end-to-end suite is no library, except for the bill",
                users: Some(&[Self::Bill]),
            },
            Self::Bill => Wall {
                never: &["lambda_*", "usher-aws", "usher-lambda-kit", "usher-messages", "usher-wire"],
                why: "the bill is counted from outside, as a stack's caller and its operator see it",
                users: Some(&[Self::EndToEnd]),
            },
            Self::Tool => Wall {
                never: &["usher-end-to-end"],
                why: "the end-to-end suite is no library, except for the bill",
                users: Some(&[]),
            },
        }
    }
}
