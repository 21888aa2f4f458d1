//! User pools, accessed without Usher.

use std::collections::HashMap;

use aws_sdk_cognitoidentityprovider::Client as Cognito;
use aws_sdk_cognitoidentityprovider::types::{
    AuthFlowType, AuthenticationResultType, ExplicitAuthFlowsType, PasswordPolicyType, TimeUnitsType,
    TokenValidityUnitsType, UserPoolPolicyType,
};

use crate::people::Person;
use crate::stack::Stack;

/// A user pool.
#[derive(Clone, Debug)]
pub struct Pool {
    cognito: Cognito,
    id: String,
}

impl Pool {
    /// The pool of the stack.
    #[must_use]
    pub fn ours(stack: &Stack) -> Self {
        Self { cognito: Cognito::new(stack.connection().sdk()), id: stack.outputs.user_pool_id.clone() }
    }

    /// A new pool in the same account.
    pub async fn other(stack: &Stack) -> Self {
        let cognito = Cognito::new(stack.connection().sdk());
        let pool = cognito.create_user_pool().pool_name("another").username_attributes("email".into());
        let policy = PasswordPolicyType::builder().minimum_length(8).build();
        let pool = pool.policies(UserPoolPolicyType::builder().password_policy(policy).build()).send().await;
        Self { id: pool.unwrap().user_pool().unwrap().id().unwrap().to_owned(), cognito }
    }

    /// Creates another client, whose access tokens have a TTL of `seconds`, and returns its client id.
    pub async fn client(&self, seconds: i32) -> String {
        let units = TokenValidityUnitsType::builder().access_token(TimeUnitsType::Seconds).build();
        let client = self
            .cognito
            .create_user_pool_client()
            .user_pool_id(&self.id)
            .client_name("another")
            .explicit_auth_flows(ExplicitAuthFlowsType::AllowAdminUserPasswordAuth)
            .access_token_validity(seconds)
            .token_validity_units(units)
            .send()
            .await;
        client.unwrap().user_pool_client().unwrap().client_id().unwrap().to_owned()
    }

    /// Creates a user in the pool.
    pub async fn person(&self, person: &Person) {
        let create = self.cognito.admin_create_user().user_pool_id(&self.id).username(&person.email);
        create.send().await.unwrap();
        let password = self.cognito.admin_set_user_password().user_pool_id(&self.id).username(&person.email);
        password.password(&person.password).permanent(true).send().await.unwrap();
    }

    /// Signs a user in.
    pub async fn sign_in(&self, client: &str, person: &Person) -> AuthenticationResultType {
        let parameters = HashMap::from([
            ("USERNAME".to_owned(), person.email.clone()),
            ("PASSWORD".to_owned(), person.password.clone()),
        ]);
        let request = self.cognito.admin_initiate_auth().user_pool_id(&self.id).client_id(client);
        let request = request.auth_flow(AuthFlowType::AdminUserPasswordAuth).set_auth_parameters(Some(parameters));
        request.send().await.unwrap().authentication_result().unwrap().clone()
    }

    /// Disables a user.
    pub async fn disable(&self, person: &Person) {
        let disable = self.cognito.admin_disable_user().user_pool_id(&self.id).username(&person.email);
        disable.send().await.unwrap();
    }

    /// The number of users with this address.
    pub async fn count(&self, email: &str) -> usize {
        let request = self.cognito.list_users().user_pool_id(&self.id).filter(format!("email = \"{email}\""));
        request.send().await.unwrap().users().len()
    }
}
