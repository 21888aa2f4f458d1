// A user record, and its row in the table.

export const ADMIN = 0;

/** Parses a row. Throws a TypeError if it is damaged. */
export function ofRow(row) {
  return {
    id: row.user_id.S,
    number: Number(row.number.N),
    accountId: row.account_id.S,
    type: Number(row.type.N),
    email: row.email.S,
    fullName: row.full_name?.S ?? null,
    picture: row.picture?.S,
    createdAt: row.created_at.S,
    updatedAt: row.updated_at.S,
    sessionsRevokedAt: moment(row.sessions_revoked_at?.S),
  };
}

/** Whole seconds since 1970, the resolution of Cognito's times. */
function moment(text) {
  return text === undefined ? undefined : Math.floor(Date.parse(text) / 1000);
}
