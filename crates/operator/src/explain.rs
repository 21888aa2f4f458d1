//! Errors for operators: the whole chain on one line.

use anyhow::Error;

/// The error and all of its causes, separated by colons.
pub fn in_one_sentence(error: &Error) -> String {
    let mut sentence = String::new();
    for cause in error.chain().map(ToString::to_string) {
        // Some errors already include the message of their cause.
        if sentence.is_empty() {
            sentence = cause;
        } else if !sentence.ends_with(&cause) {
            sentence = format!("{sentence}: {cause}");
        }
    }
    sentence.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context as _;
    use usher_domain::DomainError;

    #[test]
    fn the_whole_chain_is_one_line() {
        let refused = DomainError::unavailable("dynamodb:Scan")("AccessDeniedException, request 1:\n not yours");
        let error = Err::<(), _>(refused).context("the services cannot be listed").unwrap_err();
        assert_eq!(
            in_one_sentence(&error),
            "the services cannot be listed: a service that Usher needs failed: dynamodb:Scan: \
             AccessDeniedException, request 1: not yours"
        );
    }

    #[test]
    fn cause_in_the_message_is_not_repeated() {
        let error = anyhow::anyhow!("no route").context("cannot connect: no route");
        assert_eq!(in_one_sentence(&error), "cannot connect: no route");
    }
}
