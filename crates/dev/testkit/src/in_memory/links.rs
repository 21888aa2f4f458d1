//! Bindings of mailed links in memory.

use std::hash::{DefaultHasher, Hash, Hasher};

use usher_domain::mailed_link::{LinkBinding, LinkPurpose, LinkState};
use usher_domain::ports::BindLink;
use usher_domain::{DomainError, User};

/// Binds links without a secret key.
#[derive(Clone, Copy, Debug, Default)]
pub struct Links;

impl Links {
    /// The binding of a removal link of this user.
    #[must_use]
    pub fn of_removal(user: &User) -> LinkBinding {
        Self::binding(LinkPurpose::Removal, user)
    }

    /// The binding of a link of this user.
    #[must_use]
    pub fn binding(purpose: LinkPurpose, user: &User) -> LinkBinding {
        hash(&LinkState::of(purpose, user))
    }
}

fn hash(state: &LinkState) -> LinkBinding {
    let mut hasher = DefaultHasher::new();
    state.as_str().hash(&mut hasher);
    LinkBinding::from_bits([hasher.finish().to_ne_bytes(); 4].concat().try_into().unwrap())
}

impl BindLink for Links {
    async fn bind(&self, state: &LinkState) -> Result<LinkBinding, DomainError> {
        Ok(hash(state))
    }
}
