//! A small world in memory, in which the events under `events/` make sense: Ada, who calls; Grace, who is somebody else;
//! and an admin.

use usher_domain::ports::{DescribeIdentity, FindUser, Identity, SignIn};
use usher_domain::{AccountId, Email, PictureName, SealedPassword, User, UserId, UserNumber, UserType};

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
            seal: Seal::knowing(&sealed(), &fixtures::new_password()),
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

    /// A world in which Ada has a picture.
    #[must_use]
    pub fn with_picture() -> Self {
        let ada = User { picture: Some(fixtures::picture()), ..fixtures::ada() };
        let pictures = Pictures::of([(fixtures::picture(), b"what a picture holds".to_vec())]);
        Self { users: Users::of([ada, fixtures::grace(), admin()]), pictures, ..Self::default() }
    }

    /// This world, in which no record can be made or changed any more.
    #[must_use]
    pub fn breaking(self) -> Self {
        Self { users: self.users.breaking(), ..self }
    }

    /// What the stores hold of Ada.
    pub async fn ada(&self) -> Ada {
        let record = self.users.by_id(&fixtures::ada().id).await.unwrap().unwrap();
        let identity = self.identities.describe(&record.id).await.unwrap().unwrap();
        let signed_in = self.identities.sign_in(&identity.email, &fixtures::password()).await;
        let mut pictures = self.pictures.names();
        pictures.retain(|name| *name.folder() == record.files_folder);
        Ada { record, identity, has_first_password: signed_in.is_ok(), pictures }
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

/// What the stores hold of Ada, to be compared before and after.
#[derive(Debug, PartialEq, Eq)]
pub struct Ada {
    /// Her record.
    pub record: User,
    /// Her identity.
    pub identity: Identity,
    /// Whether the password that she had from the beginning still opens a session.
    pub has_first_password: bool,
    /// Her pictures.
    pub pictures: Vec<PictureName>,
}

/// The sealed password of the events.
fn sealed() -> SealedPassword {
    SealedPassword { key_id: "6a1f0c1e-52b7-4d0e-9a44-0f3f3ad0c8a1".to_owned(), ciphertext: "AAAA".to_owned() }
}

/// The admin of the events.
#[must_use]
pub fn admin() -> User {
    User {
        id: UserId::parse("ad319c9e-3f50-4a7e-9c56-2d4e5f60718b").unwrap(),
        number: UserNumber::new(7).unwrap(),
        account_id: AccountId::parse("admin").unwrap(),
        user_type: UserType::Admin,
        email: Email::parse("admin@example.com").unwrap(),
        ..fixtures::user()
    }
}
