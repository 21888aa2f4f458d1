// `GET /user/{email}`: a user's record, for that person or an admin.

import { signedInUser, userByEmail } from "./usher/access.js";
import { ofGateway } from "./usher/claims.js";
import * as directory from "./usher/directory.js";
import { endpoint } from "./usher/endpoint.js";
import { parseEmail, Problem } from "./usher/fields.js";
import { Users } from "./usher/users.js";

const users = new Users();

export const handler = endpoint("GET /user/{email}", directory.refusal, async (event) => {
  const caller = await signedInUser(users, ofGateway(event));
  return directory.found(await userByEmail(users, caller, requestedAddress(event)));
});

/** The address in the path, or undefined if it is not a valid address. */
function requestedAddress(event) {
  try {
    return parseEmail(decodeURIComponent(event.pathParameters?.email ?? ""));
  } catch (error) {
    if (error instanceof Problem || error instanceof URIError) return undefined;
    throw error;
  }
}
