//! User records in memory.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use time::OffsetDateTime;
use usher_domain::authenticator::Authenticator;
use usher_domain::listing::{ListedUser, Page, Position};
use usher_domain::ports::{
    ChangeUser, CheckTaken, CreateUser, CreateUserRefusal, DeleteUser, FindUser, HideUser, LeaseUser, ListUsers,
    NoteAcceptance, ReplaceAuthenticator, ReserveEmail, RetireAdmin, RevokeSessions,
};
use usher_domain::terms::AcceptedTerms;
use usher_domain::update::{Lease, LeasedUser, RevokedByUpdate};
use usher_domain::{
    AccountId, DomainError, Email, Failure, FilesFolder, Revocations, User, UserId, UserNumber, UserType,
};

/// A table of user records. Clones share their rows.
#[derive(Clone, Debug, Default)]
pub struct Users {
    rows: Arc<Mutex<Vec<User>>>,
    leases: Arc<Mutex<HashMap<UserId, Lease>>>,
    reservations: Arc<Mutex<HashMap<Email, (UserId, Lease)>>>,
    hidden: Arc<Mutex<HashSet<UserId>>>,
    retired: Arc<Mutex<HashSet<UserId>>>,
    is_broken: bool,
}

impl Users {
    /// A table with these records.
    #[must_use]
    pub fn of(users: impl IntoIterator<Item = User>) -> Self {
        Self { rows: Arc::new(Mutex::new(users.into_iter().collect())), ..Self::default() }
    }

    /// A table that fails every write of a record.
    #[must_use]
    pub fn broken() -> Self {
        Self { is_broken: true, ..Self::default() }
    }

    /// This table, failing every write of a record from now on.
    #[must_use]
    pub fn breaking(self) -> Self {
        Self { is_broken: true, ..self }
    }

    /// Releases the lease of an update.
    pub fn release(&self, id: &UserId) {
        self.leases.lock().unwrap().remove(id);
    }

    /// Releases the reservation of an address by an update.
    pub fn release_email(&self, email: &Email, by: &str) {
        self.reservations.lock().unwrap().retain(|reserved, (_, lease)| reserved != email || lease.by != by);
    }

    /// Whether the address is reserved, for a user id that `is_theirs` accepts.
    fn is_reserved(&self, email: &Email, now: OffsetDateTime, is_theirs: impl Fn(&UserId) -> bool) -> bool {
        let reservations = self.reservations.lock().unwrap();
        reservations.get(email).is_some_and(|(id, lease)| is_theirs(id) && lease.until() >= now)
    }

    /// Whether the record exists, hidden or not.
    #[must_use]
    pub fn holds_record(&self, id: &UserId) -> bool {
        self.is_taken(|user| user.id == *id)
    }

    fn find(&self, is_wanted: impl Fn(&User) -> bool) -> Option<User> {
        let rows = self.rows.lock().unwrap();
        rows.iter().find(|user| is_wanted(user) && !self.is_hidden(&user.id)).cloned()
    }

    fn is_taken(&self, is_wanted: impl Fn(&User) -> bool) -> bool {
        self.rows.lock().unwrap().iter().any(is_wanted)
    }

    fn is_hidden(&self, id: &UserId) -> bool {
        self.hidden.lock().unwrap().contains(id)
    }

    fn require_working(&self) -> Result<(), Failure> {
        if self.is_broken { Err(Failure::new("store a record", "the table is broken")) } else { Ok(()) }
    }
}

impl FindUser for Users {
    async fn by_id(&self, id: &UserId) -> Result<Option<User>, DomainError> {
        Ok(self.find(|user| user.id == *id))
    }

    async fn by_email(&self, email: &Email) -> Result<Option<User>, DomainError> {
        Ok(self.find(|user| user.email == *email))
    }

    async fn by_account_id(&self, account_id: &AccountId) -> Result<Option<User>, DomainError> {
        Ok(self.find(|user| user.account_id == *account_id))
    }

    async fn by_number(&self, number: UserNumber) -> Result<Option<User>, DomainError> {
        Ok(self.find(|user| user.number == number))
    }
}

impl ListUsers for Users {
    async fn of_type(&self, user_type: UserType, after: Option<&Position>, limit: usize) -> Result<Page, DomainError> {
        let mut rows: Vec<_> = self.rows.lock().unwrap().iter().map(ListedUser::from).collect();
        rows.retain(|row| row.user_type == user_type && !self.is_hidden(&row.id));
        rows.sort_by_key(|row| (row.created_at, row.id.clone()));
        rows.retain(|row| after.is_none_or(|after| (row.created_at, &row.id) > (after.created_at, &after.id)));
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| has_more).map(Position::from);
        Ok(Page { users: rows, next })
    }
}

impl CheckTaken for Users {
    async fn check_taken(
        &self,
        email: &Email,
        account_id: Option<&AccountId>,
        now: OffsetDateTime,
    ) -> Result<(), DomainError> {
        if self.is_taken(|user| user.email == *email) || self.is_reserved(email, now, |_| true) {
            return Err(DomainError::EmailTaken);
        }
        match account_id {
            Some(account_id) if self.is_taken(|user| user.account_id == *account_id) => {
                Err(DomainError::AccountIdTaken)
            }
            _ => Ok(()),
        }
    }
}

impl CreateUser for Users {
    async fn create(&self, user: &User) -> Result<User, CreateUserRefusal> {
        self.require_working()?;
        let mut rows = self.rows.lock().unwrap();
        let taken = |is_taken: fn(&User, &User) -> bool| rows.iter().find(|row| is_taken(row, user)).cloned();
        if let Some(row) = taken(|row, user| row.email == user.email) {
            let is_own = row.id == user.id && !self.is_hidden(&row.id);
            return if is_own { Ok(row) } else { Err(CreateUserRefusal::EmailTaken) };
        }
        if self.is_reserved(&user.email, user.created_at, |_| true) {
            return Err(CreateUserRefusal::EmailTaken);
        }
        if taken(|row, user| row.account_id == user.account_id).is_some() {
            return Err(CreateUserRefusal::AccountIdTaken);
        }
        if taken(|row, user| row.number == user.number).is_some() {
            return Err(CreateUserRefusal::NumberTaken);
        }
        rows.push(user.clone());
        Ok(user.clone())
    }
}

impl LeaseUser for Users {
    async fn lease(&self, id: &UserId, lease: &Lease) -> Result<LeasedUser, DomainError> {
        let user = self.find(|user| user.id == *id).ok_or(DomainError::UserNotFound)?;
        let mut leases = self.leases.lock().unwrap();
        match leases.get(id) {
            Some(other) if other.by != lease.by && other.until() >= lease.from => Err(DomainError::UpdateUnderWay),
            _ => {
                let interrupted = leases.insert(id.clone(), lease.clone()).is_some();
                Ok(LeasedUser { user, interrupted })
            }
        }
    }
}

impl ReserveEmail for Users {
    async fn reserve(&self, id: &UserId, email: &Email, lease: &Lease) -> Result<(), DomainError> {
        if self.is_taken(|user| user.email == *email && user.id == *id) {
            return Ok(());
        }
        if self.is_taken(|user| user.email == *email) || self.is_reserved(email, lease.from, |other| other != id) {
            return Err(DomainError::EmailTaken);
        }
        self.reservations.lock().unwrap().insert(email.clone(), (id.clone(), lease.clone()));
        Ok(())
    }
}

impl ChangeUser for Users {
    async fn update(
        &self,
        from: &User,
        to: &User,
        held_by: &str,
        revoked: Option<&RevokedByUpdate>,
    ) -> Result<(), DomainError> {
        self.require_working()?;
        let is_held = self.leases.lock().unwrap().get(&from.id).is_some_and(|lease| lease.by == held_by);
        if !is_held || self.is_hidden(&from.id) {
            return Err(DomainError::UpdateUnderWay);
        }
        let mut rows = self.rows.lock().unwrap();
        let is_others = |row: &User| row.email == to.email && row.id != to.id;
        if rows.iter().any(is_others) || self.is_reserved(&to.email, to.updated_at, |other| *other != to.id) {
            return Err(DomainError::EmailTaken);
        }
        self.reservations.lock().unwrap().remove(&to.email);
        let row = rows.iter_mut().find(|row| row.id == to.id).ok_or(DomainError::UpdateUnderWay)?;
        let current = row.revocations.clone();
        let revocations = match revoked.and_then(|revoked| Some((revoked.version, revoked.revocations(from, to)?))) {
            None => current,
            Some((version, next)) if version == current.version => next,
            // A retry of an update that took effect.
            Some(_) if row.updated_at == to.updated_at && from.updated_at != to.updated_at => current,
            Some(_) => return Err(DomainError::UpdateUnderWay),
        };
        let (email, full_name, picture) = (to.email.clone(), to.full_name.clone(), to.picture.clone());
        let password_changed_at = row.password_changed_at.max(to.password_changed_at);
        let updated_at = to.updated_at;
        let verified_email = to.verified_email.clone().filter(|_| to.has_verified_email());
        let restored_at = to.restored_at;
        let changed = User { email, verified_email, full_name, picture, updated_at, restored_at, ..row.clone() };
        *row = User { password_changed_at, revocations, ..changed };
        Ok(())
    }
}

impl RevokeSessions for Users {
    async fn replace_revocations(
        &self,
        id: &UserId,
        from: &Revocations,
        to: &Revocations,
    ) -> Result<bool, DomainError> {
        self.require_working()?;
        let mut rows = self.rows.lock().unwrap();
        let row = rows.iter_mut().find(|row| row.id == *id && !self.is_hidden(id)).ok_or(DomainError::UserNotFound)?;
        let is_current = row.revocations.version == from.version;
        if is_current {
            row.revocations = to.clone();
        }
        Ok(is_current)
    }
}

impl ReplaceAuthenticator for Users {
    async fn replace_authenticator(
        &self,
        id: &UserId,
        from: Option<&Authenticator>,
        to: Option<&Authenticator>,
    ) -> Result<bool, DomainError> {
        self.require_working()?;
        let mut rows = self.rows.lock().unwrap();
        let row = rows.iter_mut().find(|row| row.id == *id && !self.is_hidden(id)).ok_or(DomainError::UserNotFound)?;
        let is_current = row.authenticator.as_ref() == from;
        if is_current {
            row.authenticator = to.cloned();
        }
        Ok(is_current)
    }
}

impl NoteAcceptance for Users {
    async fn note(&self, id: &UserId, accepted: &AcceptedTerms) -> Result<(), DomainError> {
        self.require_working()?;
        let mut rows = self.rows.lock().unwrap();
        let row = rows.iter_mut().find(|row| row.id == *id && !self.is_hidden(id)).ok_or(DomainError::UserNotFound)?;
        row.accepted_terms = Some(accepted.clone());
        Ok(())
    }
}

impl HideUser for Users {
    async fn hide(&self, id: &UserId, _: OffsetDateTime) -> Result<Option<FilesFolder>, DomainError> {
        let rows = self.rows.lock().unwrap();
        let Some(row) = rows.iter().find(|row| row.id == *id) else { return Ok(None) };
        self.hidden.lock().unwrap().insert(id.clone());
        Ok(Some(row.files_folder.clone()))
    }
}

impl RetireAdmin for Users {
    async fn retire(&self, id: &UserId, _: OffsetDateTime) -> Result<(), DomainError> {
        let mut retired = self.retired.lock().unwrap();
        let stays = |user: &User| {
            user.user_type == UserType::Admin
                && user.id != *id
                && !self.is_hidden(&user.id)
                && !retired.contains(&user.id)
        };
        if !self.is_taken(stays) {
            return Err(DomainError::LastAdmin);
        }
        retired.insert(id.clone());
        Ok(())
    }
}

impl DeleteUser for Users {
    async fn delete(&self, id: &UserId) -> Result<(), DomainError> {
        self.rows.lock().unwrap().retain(|user| user.id != *id);
        self.hidden.lock().unwrap().remove(id);
        Ok(())
    }
}
