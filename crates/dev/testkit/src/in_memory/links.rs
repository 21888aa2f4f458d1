//! Bindings of mailed links in memory.

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

/// FNV-1a, twice.
fn hash(state: &LinkState) -> LinkBinding {
    let fold = |hash: u128, byte: u8| (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013B);
    let hash = state.as_str().bytes().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, fold);
    LinkBinding::from_bits([hash.to_be_bytes(); 2].concat().try_into().unwrap())
}

impl BindLink for Links {
    async fn bind(&self, state: &LinkState) -> Result<LinkBinding, DomainError> {
        Ok(hash(state))
    }
}
