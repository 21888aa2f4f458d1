//! The rooms of the workspace and the walls between them, after section 4 of the design: this table is the place to
//! look, and to change, who may use what.

/// What kind of crate it is; its folder tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// crates/domain
    Domain,
    /// crates/aws
    Aws,
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
    /// crates/operator
    Operator,
    /// crates/dev/testkit
    Testkit,
    /// crates/dev/…: what helps to develop and try Usher, and is not deployed
    Dev,
}

/// What a room may not use.
pub struct Wall {
    /// Crates, whether for the shipped code or for its tests; `*` at the end stands for anything.
    pub never: &'static [&'static str],
    /// The reason, for the person who runs into the wall.
    pub why: &'static str,
    /// Whether no other crate may use this one.
    pub is_leaf: bool,
}

/// The dialects of crates/wire: its modules that speak for one seed each. None may name another.
pub const DIALECTS: [&str; 5] = ["account", "directory", "admin", "session", "removal"];

/// The module of crates/wire that every endpoint may name besides its own dialect, and a task alone.
pub const WORKFLOW: &str = "workflow";

/// The module of crates/wire that an endpoint or a task may name whose evidence is kept.
pub const EVIDENCE: &str = "evidence";

/// A longer main.rs decides something.
pub const MAIN_LINES: usize = 30;

impl Room {
    /// All of them.
    #[cfg(test)]
    pub const ALL: [Self; 11] = [
        Self::Domain,
        Self::Aws,
        Self::Wire,
        Self::LambdaKit,
        Self::Endpoint,
        Self::Task,
        Self::Part,
        Self::Webhook,
        Self::Operator,
        Self::Testkit,
        Self::Dev,
    ];

    /// The room of a crate, from its folder in the repository.
    pub fn of(folder: &str) -> Option<Self> {
        Some(match folder.strip_prefix("crates/")? {
            "domain" => Self::Domain,
            "aws" => Self::Aws,
            "wire" => Self::Wire,
            "lambda-kit" => Self::LambdaKit,
            "picture" | "terms" => Self::Part,
            "webhook" => Self::Webhook,
            "operator" => Self::Operator,
            "dev/testkit" => Self::Testkit,
            other => match other.split_once('/')? {
                ("endpoints", _) => Self::Endpoint,
                ("tasks", _) => Self::Task,
                ("dev", _) => Self::Dev,
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
                is_leaf: false,
            },
            Self::Aws => Wall {
                never: &["usher-wire", "usher-lambda-kit", "lambda_*"],
                why: "an adapter serves the domain's ports, whoever calls",
                is_leaf: false,
            },
            Self::Wire => Wall {
                never: &["aws*", "usher-aws", "usher-lambda-kit", "lambda_*", "tokio*"],
                why: "a dialect only reads and writes messages",
                is_leaf: false,
            },
            Self::LambdaKit => Wall {
                never: &["aws-*", "usher-aws", "usher-wire"],
                why: "what every function shares must not link what only some of them call",
                is_leaf: false,
            },
            // What their lib.rs may name is a matter of its text: see walls.rs.
            Self::Endpoint | Self::Task => Wall {
                never: &["aws-sdk-*", "aws-smithy-*"],
                why: "a function calls a port; the calls of the SDKs stand in crates/aws",
                is_leaf: true,
            },
            Self::Part => Wall {
                never: &[
                    "aws*",
                    "http*",
                    "hyper*",
                    "tokio*",
                    "lambda_*",
                    "usher-aws",
                    "usher-wire",
                    "usher-lambda-kit",
                ],
                why: "a part does one thing for an endpoint, without network and platform",
                is_leaf: false,
            },
            Self::Webhook => Wall {
                never: &["aws-sdk-*", "aws-smithy-*", "lambda_*", "usher-aws", "usher-lambda-kit", "usher-wire"],
                why: "what talks to strangers knows the domain's ports and no platform, and can be read on its own",
                is_leaf: false,
            },
            Self::Testkit => Wall {
                never: &["aws-sdk-*", "usher-aws"],
                why: "each function's tests would link the SDKs",
                is_leaf: false,
            },
            Self::Operator => Wall {
                never: &["lambda_*", "usher-lambda-kit"],
                why: "the operator's program calls adapters, and answers no request",
                is_leaf: true,
            },
            Self::Dev => Wall { never: &[], why: "it may use everything", is_leaf: true },
        }
    }
}
