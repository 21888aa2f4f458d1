// `POST /api/user/login/`: signs in with an address and a password; returns tokens and the user.

import { signedInUser } from "./usher/access.js";
import { readObject } from "./usher/body.js";
import { apiAddress, endpoint } from "./usher/endpoint.js";
import { InvalidInput, NotSignedIn, WrongCredentials } from "./usher/errors.js";
import { email, password, Problem } from "./usher/fields.js";
import * as session from "./usher/session.js";
import { Sessions } from "./usher/sessions.js";
import { Users } from "./usher/users.js";

const sessions = new Sessions();
const users = new Users();

export const handler = endpoint("POST /api/user/login/", session.refusal, async (event) => {
  const credentials = read(readObject(event));
  const opened = await sessions.signIn(credentials.email, credentials.password);
  const user = await signedInUser(users, opened.claims).catch((error) => {
    // Registration has not finished, or erasure has begun.
    throw error instanceof NotSignedIn ? new WrongCredentials() : error;
  });
  return session.signedIn(opened, user, apiAddress(event));
});

function read(body) {
  const values = {};
  const problems = {};
  for (const [name, parse] of Object.entries({ email, password })) {
    try {
      values[name] = parse(body, name);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problems[name] = [error.message];
    }
  }
  if (Object.keys(problems).length > 0) throw new InvalidInput(problems);
  return values;
}
