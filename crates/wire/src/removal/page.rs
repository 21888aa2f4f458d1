//! The HTML of the removal dialect: the page that the mailed link opens, and the responses to its form.
//!
//! A script on the page posts the removal, so that one click in the mail is enough; without JavaScript, the user
//! presses a button. The `GET` itself removes no user, since mail scanners and link previews open links, too. The page
//! loads no other resources.

use std::fmt::Write;

use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use usher_domain::{ConfirmationToken, DomainError, UserId};

use super::Refusal;
use crate::Answer;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Has the hashes of the script and the style. If one of them changes, a test fails and prints the new hash.
const POLICY: &str = "default-src 'none'; \
    script-src 'sha256-/ZRBRPpheFE7tZsLU2RPD+Jylt6YURPF96E6wknZ6KI='; \
    style-src 'sha256-fAtw5jCjhbR5/NC03y8fjnZIxx73q3jgwUAEaKF0ogo='; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 6] = [
    (CONTENT_TYPE, "text/html; charset=utf-8"),
    (CONTENT_SECURITY_POLICY, POLICY),
    (REFERRER_POLICY, "no-referrer"),
    (CACHE_CONTROL, "no-store"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("x-robots-tag"), "noindex"),
];

/// A message to the user.
struct Notice {
    /// The id for the script: the status that the notice explains, or a word if there is no status.
    name: &'static str,
    heading: &'static str,
    text: &'static str,
    /// Whether a retry may succeed.
    is_retryable: bool,
}

const WARNING: &str = "Your account and everything stored with it will be permanently erased. This cannot be undone. Only \
                       the record of the terms that you accepted is kept, for as long as the law allows.";

const ABOUT_TO_BEGIN: Notice =
    Notice { name: "about-to-begin", heading: "Remove your account", text: WARNING, is_retryable: false };

const UNDER_WAY: Notice =
    Notice { name: "under-way", heading: "Removing your account…", text: WARNING, is_retryable: false };

const TRIGGERED: Notice = Notice {
    name: "200",
    heading: "Your account is being removed",
    text: "You are signed out on all devices and can no longer sign in. Your account and everything stored with it will \
           be permanently erased. You can close this page.",
    is_retryable: false,
};

const NOT_VALID: Notice = Notice {
    name: "400",
    heading: "This link is not valid",
    text: "It was already used, has expired or is incomplete. If your account still exists and you want to remove it, \
           request a new link.",
    is_retryable: false,
};

const LAST_ADMIN: Notice = Notice {
    name: "409",
    heading: "You are the only admin",
    text: "Your account was not removed: this service needs at least one admin. Create another admin first.",
    is_retryable: false,
};

const TOO_MANY: Notice = Notice {
    name: "429",
    heading: "Too many requests",
    text: "Your account has not been removed yet. Wait a few minutes and try again, here or with the link in the email.",
    is_retryable: true,
};

const INTERNAL: Notice = Notice {
    name: "500",
    heading: "Something went wrong on our side",
    text: "Your account may not have been removed yet. Wait a few minutes and try again, here or with the link in the \
           email.",
    is_retryable: true,
};

const UNREACHABLE: Notice = Notice {
    name: "unreachable",
    heading: "No connection",
    text: "Your account may not have been removed yet. Check your internet connection and try again.",
    is_retryable: true,
};

/// The notices that the script can show.
const NOTICES: [Notice; 7] = [UNDER_WAY, TRIGGERED, NOT_VALID, LAST_ADMIN, TOO_MANY, INTERNAL, UNREACHABLE];

/// 200 with the page that the mailed link opens.
#[must_use]
pub fn confirm(user_id: &UserId, token: &ConfirmationToken) -> Answer {
    let content = form(&ABOUT_TO_BEGIN, user_id.as_str(), token.as_str());
    page(StatusCode::OK, ABOUT_TO_BEGIN.heading, &content)
}

/// 200 to the form: the user is signed out, and the erasure is under way.
#[must_use]
pub fn triggered() -> Answer {
    notice_page(StatusCode::OK, &TRIGGERED)
}

/// The page for an error, of the form or of a malformed link, with the same status as the JSON response.
#[must_use]
pub fn refusal(error: &DomainError) -> Answer {
    let refusal = Refusal::of(error);
    let notice = match refusal {
        Refusal::Invalid | Refusal::TooLarge => NOT_VALID,
        Refusal::LastAdmin => LAST_ADMIN,
        Refusal::TooMany { .. } => TOO_MANY,
        Refusal::Internal => INTERNAL,
    };
    refusal.add_retry_after(notice_page(refusal.status(), &notice))
}

fn notice_page(status: StatusCode, notice: &Notice) -> Answer {
    page(status, notice.heading, &notice.html())
}

fn form(notice: &Notice, user_id: &str, token: &str) -> String {
    format!(
        include_str!("confirm.html"),
        notice = notice.html(),
        user_id = escaped(user_id),
        token = escaped(token),
        notices = templates(),
        script = SCRIPT,
    )
}

fn page(status: StatusCode, title: &str, content: &str) -> Answer {
    let html = format!(include_str!("page.html"), title = escaped(title), style = STYLE, content = content);
    let mut answer = Response::new(html.into_bytes());
    *answer.status_mut() = status;
    answer.headers_mut().extend(HEADERS.map(|(name, value)| (name, HeaderValue::from_static(value))));
    answer
}

impl Notice {
    fn html(&self) -> String {
        format!("<h1>{}</h1><p>{}</p>", escaped(self.heading), escaped(self.text))
    }
}

/// The notices as `<template>` elements, which a browser does not show.
fn templates() -> String {
    NOTICES.iter().fold(String::new(), |mut templates, notice| {
        let retry = if notice.is_retryable { " data-again" } else { "" };
        // Writing to a string does not fail.
        let _ = writeln!(templates, "<template id=\"notice-{}\"{retry}>{}</template>", notice.name, notice.html());
        templates
    })
}

/// Escapes text for HTML, both between tags and in quoted attributes.
fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut html, character| {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
        html
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest, Sha256};
    use usher_domain::{Failure, FieldErrors};

    const ID: &str = "0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a";

    fn confirm_page() -> Answer {
        confirm(&UserId::parse(ID).unwrap(), &token())
    }

    fn token() -> ConfirmationToken {
        ConfirmationToken::from_bits([7; 32])
    }

    fn refusals() -> [Answer; 3] {
        [
            refusal(&DomainError::InvalidInput(FieldErrors::default())),
            refusal(&DomainError::throttled()),
            refusal(&DomainError::Unavailable(Failure::new("test", "a cause"))),
        ]
    }

    fn pages() -> Vec<Answer> {
        [confirm_page(), triggered()].into_iter().chain(refusals()).collect()
    }

    fn html(answer: &Answer) -> &str {
        std::str::from_utf8(answer.body()).unwrap()
    }

    /// The content of the first element with this tag.
    fn inside<'a>(html: &'a str, tag: &str) -> &'a str {
        let (_, from) = html.split_once(&format!("<{tag}>")).unwrap();
        from.split_once(&format!("</{tag}>")).unwrap().0
    }

    fn source(inline: &str) -> String {
        format!("'sha256-{}'", STANDARD.encode(Sha256::digest(inline)))
    }

    #[test]
    fn the_link_opens_a_form_that_says_what_it_does() {
        let answer = confirm_page();
        assert_eq!(answer.status(), 200);
        let html = html(&answer);
        assert!(html.contains(r#"<html lang="en">"#));
        assert_eq!(inside(html, "h1"), "Remove your account");
        assert_eq!(inside(html, "p"), WARNING);
        // Relative: it keeps the path of the link, with or without a stage, and drops the token.
        assert!(html.contains(r#"<form method="post" action="?" "#));
        assert!(html.contains(&format!(r#"<input type="hidden" name="user_id" value="{ID}">"#)));
        assert!(html.contains(&format!(r#"name="confirmation_token" value="{}""#, token().as_str())));
    }

    #[test]
    fn each_answer_tells_what_happened() {
        let told = |answer: &Answer| (answer.status().as_u16(), inside(html(answer), "h1").to_owned());
        assert_eq!(told(&triggered()), (200, TRIGGERED.heading.to_owned()));
        let [invalid, too_many, internal] = refusals();
        assert_eq!(told(&invalid), (400, NOT_VALID.heading.to_owned()));
        assert_eq!(told(&too_many), (429, TOO_MANY.heading.to_owned()));
        assert_eq!(told(&internal), (500, INTERNAL.heading.to_owned()));
    }

    #[test]
    fn the_script_finds_a_notice_for_each_status() {
        let answer = confirm_page();
        for answer in [triggered()].iter().chain(&refusals()) {
            let id = format!("<template id=\"notice-{}\"", answer.status().as_u16());
            assert!(html(&confirm_page()).contains(&id), "{id}");
        }
        for name in ["under-way", "unreachable"] {
            assert!(SCRIPT.contains(&format!("find(\"{name}\")")), "{name}");
            assert!(html(&answer).contains(&format!("<template id=\"notice-{name}\"")), "{name}");
        }
    }

    #[test]
    fn only_retryable_notices_offer_a_retry() {
        let answer = confirm_page();
        let again: Vec<_> = html(&answer).lines().filter(|line| line.contains("\" data-again>")).collect();
        assert_eq!(again.len(), 3);
        for name in ["429", "500", "unreachable"] {
            assert!(again.iter().any(|line| line.contains(&format!("notice-{name}"))), "{name}");
        }
    }

    #[test]
    fn every_page_has_the_same_strict_headers() {
        for answer in pages() {
            for (name, value) in HEADERS {
                assert_eq!(answer.headers()[&name], value);
            }
            let retry_after = usize::from(answer.status() == 429);
            assert_eq!(answer.headers().len(), HEADERS.len() + retry_after);
        }
    }

    #[test]
    fn policy_allows_only_our_script_and_style() {
        let answer = confirm_page();
        let (script, style) = (inside(html(&answer), "script"), inside(html(&answer), "style"));
        assert_eq!(
            POLICY,
            format!(
                "default-src 'none'; script-src {}; style-src {}; connect-src 'self'; form-action 'self'; base-uri \
                 'none'; frame-ancestors 'none'",
                source(script),
                source(style)
            )
        );
        for answer in pages() {
            assert_eq!(inside(html(&answer), "style"), style);
            // What the policy would refuse: another script, a style or a handler in an attribute.
            for refused in [" style=", " onclick=", " onload=", " onsubmit=", "javascript:"] {
                assert!(!html(&answer).contains(refused), "{refused}");
            }
        }
        assert!(!html(&triggered()).contains("<script"));
    }

    #[test]
    fn pages_load_no_other_resources() {
        for answer in pages() {
            for reference in ["://", " src=", " href=", "srcset", "url(", "@import", "<link", "<img", "import("] {
                assert!(!html(&answer).contains(reference), "{reference}");
            }
        }
    }

    #[test]
    fn inserted_text_is_escaped() {
        let hostile = r#"'"><script>alert(1)</script>&{script}"#;
        let html = form(&ABOUT_TO_BEGIN, hostile, hostile);
        assert_eq!(html.matches("<script>").count(), 1);
        let escaped = "&#39;&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;{script}";
        assert_eq!(html.matches(escaped).count(), 2);
    }
}
