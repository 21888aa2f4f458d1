//! The workflow `update-user` in memory, with the steps of `statemachines/update-user.asl.json`.

use time::OffsetDateTime;
use usher_domain::ports::{
    ChangeUser, DeletePicture, LeaseUser, OpenPassword, ReserveEmail, SealPassword, SetPassword, UpdateIdentity,
    UpdateUser, UserWorkflowError,
};
use usher_domain::update::{Changes, Lease, LeasedUser, PictureChange, RevokedByUpdate, Update};
use usher_domain::{DomainError, SealedPassword, User, UserId};

use crate::fixtures;
use crate::in_memory::{Identities, Pictures, Seal, Users};

/// The workflow on in-memory ports.
#[derive(Clone, Debug)]
pub struct UpdateUserWorkflow {
    /// Seals the password.
    pub seal: Seal,
    /// Opens the password; another [`Seal`] simulates lost keys.
    pub keys: Seal,
    /// The identities.
    pub identities: Identities,
    /// The records.
    pub users: Users,
    /// The pictures.
    pub pictures: Pictures,
}

impl UpdateUserWorkflow {
    async fn steps(
        &self,
        id: &UserId,
        changes: &Changes,
        password: Option<SealedPassword>,
        revoked: &RevokedByUpdate,
    ) -> Result<User, DomainError> {
        let updated = self.update_or_roll_back(id, changes, password, revoked).await;
        if let (Err(_), PictureChange::Replace(new)) = (&updated, &changes.picture) {
            self.pictures.delete(new).await?;
        }
        updated
    }

    async fn update_or_roll_back(
        &self,
        id: &UserId,
        changes: &Changes,
        password: Option<SealedPassword>,
        revoked: &RevokedByUpdate,
    ) -> Result<User, DomainError> {
        let lease = Lease { by: fixtures::uuid().to_string(), from: fixtures::NOW };
        let found = self.users.lease(id, &lease).await?;
        let to = apply(&found.user, changes, password.is_some());
        let outcome = self.change(&found, &to, (&lease, revoked), password).await;
        let from = found.user;
        if outcome.is_err() {
            // The error is ignored: a record that cannot be written has not been changed.
            let _ = self.users.update(&to, &from, &lease.by, None).await;
            if changes_identity(&from, &to) {
                self.identities.roll_back(&from).await?;
            }
            self.users.release_email(&to.email, &lease.by);
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
        found: &LeasedUser,
        to: &User,
        (lease, revoked): (&Lease, &RevokedByUpdate),
        password: Option<SealedPassword>,
    ) -> Result<(), DomainError> {
        let from = &found.user;
        if from.email != to.email {
            self.users.reserve(&from.id, &to.email, lease).await?;
        }
        if found.interrupted || changes_identity(from, to) {
            self.identities.update(from, to).await?;
        }
        self.users.update(from, to, &lease.by, Some(revoked)).await?;
        match password {
            Some(sealed) => {
                let password = self.keys.open(&sealed, fixtures::NOW).await?;
                self.identities.set_password(&from.id, &password).await
            }
            None => Ok(()),
        }
    }
}

fn changes_identity(from: &User, to: &User) -> bool {
    let attributes = |user: &User| (user.email.clone(), user.full_name.clone(), user.has_verified_email());
    attributes(from) != attributes(to)
}

fn apply(from: &User, changes: &Changes, has_new_password: bool) -> User {
    User {
        email: changes.email.clone().unwrap_or_else(|| from.email.clone()),
        verified_email: changes.verified_email.clone().or_else(|| from.verified_email.clone()),
        full_name: changes.full_name.clone().or_else(|| from.full_name.clone()),
        picture: match &changes.picture {
            PictureChange::Keep => from.picture.clone(),
            PictureChange::Replace(name) => Some(name.clone()),
            PictureChange::Remove => None,
        },
        updated_at: fixtures::NOW,
        restored_at: changes.restored_at.or(from.restored_at),
        password_changed_at: if has_new_password { Some(fixtures::NOW) } else { from.password_changed_at },
        ..from.clone()
    }
}

impl UpdateUser for UpdateUserWorkflow {
    async fn update(&self, user: &User, update: &Update, now: OffsetDateTime) -> Result<User, UserWorkflowError> {
        if update.is_empty() {
            return Ok(user.clone());
        }
        let sealed = match &update.password {
            Some(password) => Some(self.seal.seal(password, now).await.map_err(UserWorkflowError::NotStarted)?),
            None => None,
        };
        let revoked = RevokedByUpdate { kept: update.kept_session.clone(), version: user.revocations.version };
        Ok(self.steps(&user.id, &update.changes, sealed, &revoked).await?)
    }
}
