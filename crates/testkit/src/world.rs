//! A small world in memory, in which the events under `events/` make sense: Ada, who calls; Grace, who is somebody else;
//! and an admin.

use usher_domain::{Email, User, UserId, UserNumber, UserType};

use crate::fixtures;
use crate::in_memory::{Evidence, Identities, Pictures, RegisterUser, Seal, UpdateUserWorkflow, Users};

/// All stores, which know the same people.
#[derive(Clone, Debug)]
pub struct World {
    /// The records.
    pub users: Users,
    /// The identities.
    pub identities: Identities,
    /// Seals passwords.
    pub seal: Seal,
    /// The pictures.
    pub pictures: Pictures,
    /// The evidence.
    pub evidence: Evidence,
}

impl Default for World {
    fn default() -> Self {
        let people = [fixtures::ada(), fixtures::grace(), admin()];
        let identities = Identities::knowing(people.clone());
        identities.accept_tokens(&fixtures::ada().id, "an.access.token", "a.refresh.token");
        identities.accept_tokens(&admin().id, "an.admin.token", "an.admins.refresh.token");
        Self {
            users: Users::of(people),
            identities,
            seal: Seal::default(),
            pictures: Pictures::default(),
            evidence: Evidence::default(),
        }
    }
}

impl World {
    /// A world that nobody has come to yet.
    #[must_use]
    pub fn empty() -> Self {
        Self { users: Users::default(), identities: Identities::default(), ..Self::default() }
    }

    /// The workflow `register-user`.
    #[must_use]
    pub fn register_user(&self) -> RegisterUser {
        let Self { users, identities, seal, pictures, .. } = self.clone();
        RegisterUser { seal, identities, users, pictures }
    }

    /// The workflow `update-user`.
    #[must_use]
    pub fn update_user(&self) -> UpdateUserWorkflow {
        let Self { users, identities, seal, pictures, .. } = self.clone();
        UpdateUserWorkflow { seal, identities, users, pictures }
    }
}

/// The admin of the events.
#[must_use]
pub fn admin() -> User {
    User {
        id: UserId::parse("ad319c9e-3f50-4a7e-9c56-2d4e5f60718b").unwrap(),
        number: UserNumber::new(7).unwrap(),
        user_type: UserType::Admin,
        email: Email::parse("admin@example.com").unwrap(),
        ..fixtures::user()
    }
}
