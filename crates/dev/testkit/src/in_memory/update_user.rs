//! The workflow `update-user` in memory: the steps of `statemachines/update-user.asl.json`, one after the other.

use usher_domain::ports::{
    DeletePicture, HoldUser, OpenPassword, ReserveEmail, RunWorkflow, SetPassword, UpdateIdentity, UpdateUser,
    WorkflowRefusal,
};
use usher_domain::update::{Changes, Held, Hold, PictureChange};
use usher_domain::{DomainError, SealedPassword, User, UserId};
use usher_wire::workflow::{UpdateUserInput, UserMessage};

use crate::fixtures;
use crate::in_memory::{Identities, Pictures, Seal, Users};

/// The workflow over in-memory ports.
#[derive(Clone, Debug)]
pub struct UpdateUserWorkflow {
    /// Opens the password.
    pub seal: Seal,
    /// The identities.
    pub identities: Identities,
    /// The records.
    pub users: Users,
    /// The pictures.
    pub pictures: Pictures,
}

impl UpdateUserWorkflow {
    async fn steps(&self, input: UpdateUserInput) -> Result<User, DomainError> {
        let changes = input.changes.read()?;
        let id = UserId::parse(&input.user_id).unwrap();
        let updated = self.update(&id, &changes, input.password.map(SealedPassword::from)).await;
        if let (Err(_), PictureChange::Replace(new)) = (&updated, &changes.picture) {
            self.pictures.delete(new).await?;
        }
        updated
    }

    async fn update(
        &self,
        id: &UserId,
        changes: &Changes,
        password: Option<SealedPassword>,
    ) -> Result<User, DomainError> {
        let hold = Hold { by: fixtures::uuid().to_string(), from: fixtures::NOW };
        let found = self.users.hold(id, &hold).await?;
        let to = changed(&found.user, changes, password.is_some());
        let outcome = self.change(&found, &to, &hold, password).await;
        let from = found.user;
        if outcome.is_err() {
            // A record that takes no change has not been changed.
            let _ = self.users.update(&to, &from, &hold.by).await;
            if is_identity_new(&from, &to) {
                self.identities.roll_back(&from).await?;
            }
            self.users.release_email(&to.email, &hold.by);
        }
        self.users.release(id);
        outcome?;
        if let Some(old) = from.picture.filter(|old| to.picture.as_ref() != Some(old)) {
            self.pictures.delete(&old).await?;
        }
        Ok(to)
    }

    async fn change(
        &self,
        found: &Held,
        to: &User,
        hold: &Hold,
        password: Option<SealedPassword>,
    ) -> Result<(), DomainError> {
        let from = &found.user;
        if from.email != to.email {
            self.users.reserve(&from.id, &to.email, hold).await?;
        }
        if found.interrupted || is_identity_new(from, to) {
            self.identities.update(from, to).await?;
        }
        self.users.update(from, to, &hold.by).await?;
        match password {
            Some(sealed) => {
                let password = self.seal.open(&sealed, fixtures::NOW).await?;
                self.identities.set_password(&from.id, &password).await
            }
            None => Ok(()),
        }
    }
}

fn is_identity_new(from: &User, to: &User) -> bool {
    from.email != to.email || from.full_name != to.full_name
}

fn changed(from: &User, changes: &Changes, has_new_password: bool) -> User {
    User {
        email: changes.email.clone().unwrap_or_else(|| from.email.clone()),
        full_name: changes.full_name.clone().or_else(|| from.full_name.clone()),
        picture: match &changes.picture {
            PictureChange::Keep => from.picture.clone(),
            PictureChange::Replace(name) => Some(name.clone()),
            PictureChange::Remove => None,
        },
        updated_at: fixtures::NOW,
        password_changed_at: if has_new_password { Some(fixtures::NOW) } else { from.password_changed_at },
        ..from.clone()
    }
}

impl RunWorkflow for UpdateUserWorkflow {
    async fn run(&self, input: &str) -> Result<String, WorkflowRefusal> {
        match self.steps(serde_json::from_str(input).unwrap()).await {
            Ok(user) => Ok(serde_json::to_string(&UserMessage::from(&user)).unwrap()),
            Err(error) => Err(WorkflowRefusal::Refused { name: error.name().to_owned() }),
        }
    }
}
