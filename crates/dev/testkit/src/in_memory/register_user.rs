//! The workflow `register-user` in memory, with the steps of `statemachines/register-user.asl.json`.

use time::OffsetDateTime;
use usher_domain::ports::{
    self, CheckTaken, CreateIdentity, DeleteIdentity, DeletePicture, DeleteUser, OpenPassword, SealPassword,
    UserWorkflowError,
};
use usher_domain::registration::{Registration, RegistrationId};
use usher_domain::use_cases::register::create_user_record;
use usher_domain::{DomainError, Password, SealedPassword, User};

use crate::fixtures;
use crate::in_memory::{Identities, Pictures, Seal, Users};

/// The workflow on in-memory ports.
#[derive(Clone, Debug)]
pub struct RegisterUser {
    /// Seals and opens the password.
    pub seal: Seal,
    /// The identities.
    pub identities: Identities,
    /// The records.
    pub users: Users,
    /// The pictures.
    pub pictures: Pictures,
}

impl RegisterUser {
    async fn steps(&self, registration: &Registration, sealed: &SealedPassword) -> Result<User, DomainError> {
        let registered = self.register_or_roll_back(registration, sealed).await;
        if let (Err(_), Some(picture)) = (&registered, &registration.picture) {
            self.pictures.delete(picture).await?;
        }
        registered
    }

    async fn register_or_roll_back(
        &self,
        registration: &Registration,
        sealed: &SealedPassword,
    ) -> Result<User, DomainError> {
        let (id, email) = (RegistrationId::of(sealed), &registration.email);
        self.users.check_taken(email, registration.account_id.as_ref(), fixtures::NOW).await?;
        let registering = async {
            let password = self.seal.open(sealed, fixtures::NOW).await?;
            let user_id = self.identities.create(&id, email, registration.full_name.as_ref(), &password).await?;
            let draw = || Ok(fixtures::uuid().as_u128());
            let stored = create_user_record(&self.users, registration, &user_id, fixtures::NOW, draw).await;
            if stored.is_err() {
                self.users.delete(&user_id).await?;
            }
            stored
        };
        match registering.await {
            Ok(user) => Ok(user),
            Err(error) => {
                self.identities.delete_made_by(&id, email, None).await?;
                Err(error)
            }
        }
    }
}

impl ports::RegisterUser for RegisterUser {
    async fn register(
        &self,
        registration: &Registration,
        password: &Password,
        now: OffsetDateTime,
    ) -> Result<User, UserWorkflowError> {
        let sealed = self.seal.seal(password, now).await.map_err(UserWorkflowError::NotStarted)?;
        Ok(self.steps(registration, &sealed).await?)
    }
}
