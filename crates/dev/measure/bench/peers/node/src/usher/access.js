// Who calls, and what they may do.

import { Forbidden, NotSignedIn, UserNotFound } from "./errors.js";
import { ADMIN } from "./user.js";

/** The user whom a verified token names, if the session is not over. */
export async function signedInUser(users, claims) {
  const user = await users.byId(claims.userId);
  if (user === undefined || isRevoked(user, claims)) throw new NotSignedIn();
  return user;
}

/** A session that began in the second of the revocation counts as before it. */
function isRevoked({ sessionsRevokedAt }, { signedInAt }) {
  return sessionsRevokedAt !== undefined && signedInAt <= sessionsRevokedAt;
}

/** The user with this address, for that person or an admin; only for an admin is anything looked up. */
export async function userByEmail(users, caller, email) {
  if (email === caller.email) return caller;
  if (caller.type !== ADMIN) throw new Forbidden();
  const user = email && (await users.byEmail(email));
  if (!user) throw new UserNotFound();
  return user;
}
