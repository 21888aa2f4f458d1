// Authentication and authorization of callers.

import { Forbidden, NotSignedIn, UserNotFound } from "./errors.js";
import { ADMIN } from "./user.js";

/** The user of a verified token, unless the session was revoked. */
export async function signedInUser(users, claims) {
  const user = await users.byId(claims.userId);
  if (user === undefined || isRevoked(user, claims)) throw new NotSignedIn();
  return user;
}

/** A session that began in the same second as the revocation is revoked. */
function isRevoked({ sessionsRevokedAt }, { signedInAt }) {
  return sessionsRevokedAt !== undefined && signedInAt <= sessionsRevokedAt;
}

/** The user with this address, for that user or an admin. Authorizes before it looks up anything. */
export async function userByEmail(users, caller, email) {
  if (email === caller.email) return caller;
  if (caller.type !== ADMIN) throw new Forbidden();
  const user = email && (await users.byEmail(email));
  if (!user) throw new UserNotFound();
  return user;
}
