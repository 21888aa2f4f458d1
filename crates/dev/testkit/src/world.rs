//! In-memory stores that match the events under `events/`. They have three users: Ada, who is the caller; Grace,
//! another user; and an admin. A removal link was mailed to Ada an hour ago, to Grace a minute ago, and to the admin
//! more than a day ago.

use time::Duration;
use usher_domain::authenticator::Authenticator;
use usher_domain::listed_session::ListedSession;
use usher_domain::mailed_link::{LinkPurpose, MailedLink};
use usher_domain::ports::{DescribeIdentity, FindUser, HideUser, Identity, QueueRemoval, SignIn, StartErasure};
use usher_domain::removal::TokenHash;
use usher_domain::session::AccessClaims;
use usher_domain::use_cases::access::signed_in_user;
use usher_domain::{
    AccountId, ConfirmationToken, Email, PictureName, Revocations, SealedPassword, SessionId, User, UserId, UserNumber,
    UserType,
};

use crate::fixtures;
use crate::in_memory::{
    Attempts, Erasures, Evidence, Files, Identities, LinkRequests, Links, Mail, MailedLinks, Pictures, RegisterUser,
    RemovalQueue, Rows, Seal, ServiceCalls, Services, SessionList, UpdateUserWorkflow, Users,
};

/// All stores, with the same users.
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
    /// The files other than pictures.
    pub files: Files,
    /// The job requests.
    pub job_requests: Rows,
    /// The reviews.
    pub reviews: Rows,
    /// The removal queue.
    pub removal_queue: RemovalQueue,
    /// The downstream services: one, named billing.
    pub services: Services,
    /// The responses of the services, and the calls they got.
    pub service_calls: ServiceCalls,
    /// Binds mailed links to users.
    pub links: Links,
    /// The workflow `erase-user`.
    pub erasures: Erasures,
    /// The outbox.
    pub mail: Mail,
    /// The limiter's counters.
    pub attempts: Attempts,
    /// The mailed links: Ada was mailed one of each purpose an hour ago, the admin more than a day ago.
    pub mailed_links: MailedLinks,
    /// The requests for links.
    pub link_requests: LinkRequests,
    /// The lists of sessions: Ada's has the caller's and another one.
    pub session_list: SessionList,
}

impl Default for World {
    fn default() -> Self {
        let people = [fixtures::ada(), fixtures::grace(), admin()];
        let identities = Identities::knowing(people.clone());
        identities.accept_tokens(&fixtures::ada().id, "an.access.token", "a.refresh.token");
        identities.accept_tokens(&admin().id, "an.admin.token", "an.admins.refresh.token");
        let ada = fixtures::ada().id;
        Self {
            users: Users::of(people),
            identities,
            seal: Seal::knowing(&sealed(), &fixtures::new_password()),
            pictures: Pictures::default(),
            evidence: Evidence::default(),
            files: files_of_ada(&Pictures::default()),
            job_requests: Rows::of(&ada, 3),
            reviews: Rows::of(&ada, 1),
            removal_queue: RemovalQueue::waiting(requests()),
            services: Services::of([fixtures::service("billing")]),
            service_calls: ServiceCalls::default(),
            links: Links,
            erasures: Erasures::default(),
            mail: Mail::default(),
            attempts: Attempts::default(),
            mailed_links: mailed_links(),
            link_requests: LinkRequests::default(),
            session_list: sessions_of_ada(),
        }
    }
}

impl World {
    /// A world without users.
    #[must_use]
    pub fn empty() -> Self {
        Self { users: Users::default(), identities: Identities::default(), ..Self::default() }
    }

    /// A world in which every limit is reached.
    #[must_use]
    pub fn exhausted() -> Self {
        Self { attempts: Attempts::default().exhausted(), ..Self::default() }
    }

    /// A world in which all of Ada's sessions are revoked.
    #[must_use]
    pub fn signed_out() -> Self {
        let ada = User { revocations: Revocations::of_all(fixtures::NOW), ..fixtures::ada() };
        Self { users: Users::of([ada, fixtures::grace(), admin()]), ..Self::default() }
    }

    /// A world in which Ada has an authenticator app.
    #[must_use]
    pub fn with_authenticator(app: Authenticator) -> Self {
        let ada = User { authenticator: Some(app), ..fixtures::ada() };
        Self { users: Users::of([ada, fixtures::grace(), admin()]), ..Self::default() }
    }

    /// A world in which Ada has a picture.
    #[must_use]
    pub fn with_picture() -> Self {
        let ada = User { picture: Some(fixtures::picture()), ..fixtures::ada() };
        let pictures = Pictures::of([(fixtures::picture(), b"what a picture holds".to_vec())]);
        let files = files_of_ada(&pictures);
        Self { users: Users::of([ada, fixtures::grace(), admin()]), pictures, files, ..Self::default() }
    }

    /// A world in which Ada's erasure has started: she is hidden, and her removal is queued.
    pub async fn erasing_ada() -> Self {
        let world = Self::with_picture();
        let erasure = fixtures::erasure(&fixtures::ada().id);
        world.erasures.start(&erasure).await.unwrap();
        world.users.hide(&erasure.user_id, fixtures::NOW).await.unwrap();
        let (run, folder) = (fixtures::run(&erasure), fixtures::ada().files_folder);
        let services = [fixtures::service("billing")];
        world.removal_queue.queue(&erasure, &run, Some(&folder), &services).await.unwrap();
        world
    }

    /// This world, in which every write of a user record fails from now on.
    #[must_use]
    pub fn breaking(self) -> Self {
        Self { users: self.users.breaking(), ..self }
    }

    /// This world, in which the identity provider throttles every write from now on.
    #[must_use]
    pub fn throttling(self) -> Self {
        Self { identities: self.identities.throttling(), ..self }
    }

    /// Whether the access tokens of this session are accepted.
    pub async fn is_signed_in(&self, claims: &AccessClaims) -> bool {
        signed_in_user(&self.users, claims.clone()).await.is_ok()
    }

    /// Ada's data in all stores.
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
        UpdateUserWorkflow { keys: seal.clone(), seal, identities, users, pictures }
    }
}

/// Ada's data in all stores, to compare before and after.
#[derive(Debug, PartialEq, Eq)]
pub struct Ada {
    /// Her record.
    pub record: User,
    /// Her identity.
    pub identity: Identity,
    /// Whether her original password still signs her in.
    pub has_first_password: bool,
    /// Her pictures.
    pub pictures: Vec<PictureName>,
}

/// The sealed password of the events.
fn sealed() -> SealedPassword {
    SealedPassword { key_id: "6a1f0c1e-52b7-4d0e-9a44-0f3f3ad0c8a1".to_owned(), ciphertext: "AAAA".to_owned() }
}

/// The caller's session, and another one of a day ago.
fn sessions_of_ada() -> SessionList {
    let yesterday = fixtures::NOW - Duration::DAY;
    let other = ListedSession {
        began_at: yesterday - Duration::HOUR,
        last_used_at: yesterday,
        device: None,
        ..fixtures::listed_session(&other_session())
    };
    SessionList::of(&fixtures::ada().id, [other, fixtures::listed_session(&fixtures::session_id())])
}

/// Ada's other session.
#[must_use]
pub fn other_session() -> SessionId {
    SessionId::parse("7c9f1f3e-0000-4000-8000-000000000002").unwrap()
}

/// Ada's two files, one of them in two versions.
fn files_of_ada(pictures: &Pictures) -> Files {
    let ada = fixtures::ada().id;
    Files::beside(pictures).with(&ada, "notes.txt").with(&ada, "notes.txt").with(&ada, "letter.txt")
}

/// The pending removal requests, with the tokens of the events: Ada's, Grace's, and the admin's, which has expired.
fn requests() -> [(UserId, MailedLink); 3] {
    let request = |user: &User, token: ConfirmationToken, since: Duration| {
        let token = TokenHash::of(&token);
        let bound_to = Links::of_removal(user);
        (user.id.clone(), MailedLink { token, mailed_at: fixtures::NOW - since, bound_to })
    };
    [
        request(&fixtures::ada(), fixtures::confirmation_token(), Duration::HOUR),
        request(&fixtures::grace(), ConfirmationToken::from_bits([8; 32]), Duration::MINUTE),
        request(&admin(), ConfirmationToken::from_bits([9; 32]), Duration::DAY + Duration::MINUTE),
    ]
}

/// The links of the events, all with the secret of [`fixtures::confirmation_token`].
fn mailed_links() -> MailedLinks {
    let links = [(fixtures::ada(), Duration::HOUR), (admin(), Duration::DAY + Duration::MINUTE)];
    MailedLinks::of(links.into_iter().flat_map(|(user, since)| {
        [LinkPurpose::VerifyEmail, LinkPurpose::ResetPassword].map(|purpose| {
            let token = TokenHash::of(&fixtures::confirmation_token());
            let bound_to = Links::binding(purpose, &user);
            (user.id.clone(), purpose, MailedLink { token, mailed_at: fixtures::NOW - since, bound_to })
        })
    }))
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
