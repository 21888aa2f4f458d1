// `GET /api/user/me/`: the user of the access token.

import { AccessTokens } from "./usher/access-tokens.js";
import { signedInUser } from "./usher/access.js";
import { apiAddress, endpoint, header } from "./usher/endpoint.js";
import { NotSignedIn } from "./usher/errors.js";
import * as session from "./usher/session.js";
import { Users } from "./usher/users.js";

const tokens = new AccessTokens();
const users = new Users();

export const handler = endpoint("GET /api/user/me/", session.refusal, async (event) => {
  const claims = await tokens.verify(bearer(header(event, "authorization") ?? ""));
  return session.me(await signedInUser(users, claims), apiAddress(event));
});

/** The token in `JWT <token>` or `Bearer <token>`. */
function bearer(authorization) {
  const [, token] = /^\s*(?:jwt|bearer) (.*)$/i.exec(authorization) ?? [];
  if (token === undefined) throw new NotSignedIn();
  return token.trim();
}
