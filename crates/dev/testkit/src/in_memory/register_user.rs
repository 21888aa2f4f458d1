//! The workflow `register-user` in memory: the steps of `statemachines/register-user.asl.json`, one after the other.

use usher_domain::ports::{
    CheckTaken, CreateIdentity, DeleteIdentity, DeletePicture, DeleteUser, OpenPassword, RunWorkflow, WorkflowRefusal,
};
use usher_domain::register::create_user_record;
use usher_domain::registration::{Registration, RegistrationId};
use usher_domain::{DomainError, SealedPassword, User};
use usher_wire::workflow::{RegisterUserInput, SealedPasswordMessage, UserMessage};

use crate::fixtures;
use crate::in_memory::{Identities, Pictures, Seal, Users};

/// The workflow over in-memory ports.
#[derive(Clone, Debug)]
pub struct RegisterUser {
    /// Opens the password.
    pub seal: Seal,
    /// The identities.
    pub identities: Identities,
    /// The records.
    pub users: Users,
    /// The pictures.
    pub pictures: Pictures,
}

impl RegisterUser {
    async fn steps(&self, input: RegisterUserInput) -> Result<User, DomainError> {
        let registration = input.registration.read()?;
        let registered = self.register(&registration, input.password).await;
        if let (Err(_), Some(picture)) = (&registered, &registration.picture) {
            self.pictures.delete(picture).await?;
        }
        registered
    }

    async fn register(
        &self,
        registration: &Registration,
        password: SealedPasswordMessage,
    ) -> Result<User, DomainError> {
        let sealed = SealedPassword::from(password);
        let (id, email) = (RegistrationId::of(&sealed), &registration.email);
        self.users.check_taken(email, registration.account_id.as_ref(), fixtures::NOW).await?;
        let made = async {
            let password = self.seal.open(&sealed, fixtures::NOW).await?;
            let user_id = self.identities.create(&id, email, registration.full_name.as_ref(), &password).await?;
            let draw = || Ok(fixtures::uuid().as_u128());
            let stored = create_user_record(&self.users, registration, &user_id, fixtures::NOW, draw).await;
            if stored.is_err() {
                self.users.delete(&user_id).await?;
            }
            stored
        };
        match made.await {
            Ok(user) => Ok(user),
            Err(error) => {
                self.identities.delete_made_by(&id, email, None).await?;
                Err(error)
            }
        }
    }
}

impl RunWorkflow for RegisterUser {
    async fn run(&self, input: &str) -> Result<String, WorkflowRefusal> {
        let input = serde_json::from_str(input).unwrap();
        match self.steps(input).await {
            Ok(user) => Ok(serde_json::to_string(&UserMessage::from(&user)).unwrap()),
            Err(error) => Err(WorkflowRefusal::Refused { name: error.name().to_owned() }),
        }
    }
}
