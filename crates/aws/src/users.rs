//! User records in the DynamoDB table `Users`. [`crate::conflicts`] handles concurrent writes.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeValue, CancellationReason, Delete, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
};
use time::OffsetDateTime;
use usher_domain::ports::{CheckTaken, CreateUser, CreateUserRefusal, DeleteUser, FindUser};
use usher_domain::{AccountId, DomainError, Email, Failure, User, UserId, UserNumber};

use crate::attribute::seconds;
use crate::host::Host;
use crate::user_item::{self, Item, KEY};
use crate::{Connection, conflicts, failure};

/// The table of user records.
#[derive(Clone, Debug)]
pub struct Users {
    pub(crate) client: Client,
    pub(crate) table: String,
}

impl Users {
    /// The table of this name.
    #[must_use]
    pub fn new(connection: &Connection, table: String) -> Self {
        connection.open_during_init(&Host::DynamoDb);
        Self { client: conflicts::retrying_conflicts(connection.sdk()), table }
    }

    pub(crate) async fn row(&self, key: String) -> Result<Option<Item>, DomainError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.table)
            .key(KEY, AttributeValue::S(key))
            .consistent_read(true)
            .send()
            .await
            .map_err(failure::unavailable("dynamodb:GetItem"))?;
        Ok(found.item)
    }

    /// The user of this unique key.
    async fn by_unique_key(&self, key: String) -> Result<Option<User>, DomainError> {
        match self.row(key).await?.as_ref().filter(|row| !user_item::is_reserved(row)).and_then(user_item::owner) {
            Some(id) => self.by_id(&id).await,
            None => Ok(None),
        }
    }

    /// A put on the condition that the row does not exist at `now`, or is an expired reservation.
    fn put_new(&self, item: Item, now: OffsetDateTime) -> Result<TransactWriteItem, Failure> {
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(#key) OR expires_at < :now")
            .expression_attribute_names("#key", KEY)
            .expression_attribute_values(":now", seconds(now))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .map_err(|cause| Failure::new("build a put", cause))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    pub(crate) fn delete_own(&self, key: String, owner: &UserId) -> Result<TransactWriteItem, Failure> {
        let delete = Delete::builder()
            .table_name(&self.table)
            .key(KEY, AttributeValue::S(key))
            .condition_expression("attribute_not_exists(#key) OR user_id = :owner")
            .expression_attribute_names("#key", KEY)
            .expression_attribute_values(":owner", AttributeValue::S(owner.as_str().to_owned()))
            .build()
            .map_err(|cause| Failure::new("build a delete", cause))?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    /// The reason of a canceled transaction. The cancellation reasons are in the order of its rows.
    async fn refusal(&self, user: &User, error: SdkError<TransactWriteItemsError>) -> Result<User, CreateUserRefusal> {
        let reasons = conflicts::cancellation(&error).unwrap_or_default();
        let failed = |index| conflicts::is_condition_failed(reasons, index);
        let is_own = |index: usize| {
            reasons
                .get(index)
                .and_then(CancellationReason::item)
                .and_then(user_item::owner)
                .is_some_and(|id| id == user.id)
        };
        if failed(EMAIL) && is_own(EMAIL) {
            return self.by_id(&user.id).await?.ok_or(CreateUserRefusal::EmailTaken);
        }
        Err(match () {
            () if failed(EMAIL) || failed(RECORD) => CreateUserRefusal::EmailTaken,
            () if failed(ACCOUNT) => CreateUserRefusal::AccountIdTaken,
            () if failed(NUMBER) => CreateUserRefusal::NumberTaken,
            () => conflicts::unavailable(error).into(),
        })
    }
}

/// The indexes of the rows in the transaction: the record, then [`user_item::unique_keys`].
const RECORD: usize = 0;
const EMAIL: usize = 1;
const ACCOUNT: usize = 2;
const NUMBER: usize = 3;

impl FindUser for Users {
    async fn by_id(&self, id: &UserId) -> Result<Option<User>, DomainError> {
        let found = self.row(user_item::user_key(id)).await?.filter(|item| !user_item::is_hidden(item));
        found.as_ref().map(user_item::to_user).transpose()
    }

    async fn by_email(&self, email: &Email) -> Result<Option<User>, DomainError> {
        self.by_unique_key(user_item::email_key(email)).await
    }

    async fn by_account_id(&self, account_id: &AccountId) -> Result<Option<User>, DomainError> {
        self.by_unique_key(user_item::account_key(account_id)).await
    }

    async fn by_number(&self, number: UserNumber) -> Result<Option<User>, DomainError> {
        self.by_unique_key(user_item::number_key(number)).await
    }
}

impl CheckTaken for Users {
    async fn check_taken(
        &self,
        email: &Email,
        account_id: Option<&AccountId>,
        now: OffsetDateTime,
    ) -> Result<(), DomainError> {
        if self.row(user_item::email_key(email)).await?.is_some_and(|row| !user_item::has_expired(&row, now)) {
            return Err(DomainError::EmailTaken);
        }
        match account_id {
            Some(account_id) if self.row(user_item::account_key(account_id)).await?.is_some() => {
                Err(DomainError::AccountIdTaken)
            }
            _ => Ok(()),
        }
    }
}

impl CreateUser for Users {
    async fn create(&self, user: &User) -> Result<User, CreateUserRefusal> {
        let (record, now) = (user_item::from_user(user)?, user.created_at);
        let mut writes = vec![self.put_new(record, now)?];
        for key in user_item::unique_keys(user) {
            writes.push(self.put_new(user_item::unique_row(key, &user.id), now)?);
        }
        match conflicts::transact(&self.client, writes).await {
            Ok(()) => Ok(user.clone()),
            Err(error) => self.refusal(user, error).await,
        }
    }
}

impl DeleteUser for Users {
    async fn delete(&self, id: &UserId) -> Result<(), DomainError> {
        let Some(row) = self.row(user_item::user_key(id)).await? else { return Ok(()) };
        let mut writes = vec![self.delete_own(user_item::user_key(id), id)?];
        for key in user_item::unique_keys_of_row(&row)? {
            writes.push(self.delete_own(key, id)?);
        }
        conflicts::transact(&self.client, writes).await.map_err(conflicts::unavailable)
    }
}
