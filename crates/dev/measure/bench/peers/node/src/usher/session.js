// The session dialect, in the style of Django REST framework.

import { answer } from "./endpoint.js";

/** The response 200 with the tokens and the user. */
export function signedIn({ access, refresh }, user, address) {
  return answer(200, { data: userObject(user, address), tokens: { access, refresh } });
}

/** The response 200 with the user of the token. */
export function me(user, address) {
  return answer(200, userObject(user, address));
}

function userObject({ email, fullName, id, picture }, address) {
  return { email, full_name: fullName, id, profile_pic: picture ? `${address}/api/user/media/${picture}` : null };
}

/** The response to an error. */
export function refusal(error) {
  switch (error.name) {
    case "InvalidInput":
      return answer(400, error.fields);
    case "WrongCredentials":
      return answer(400, { password: ["The email or the password is wrong."] });
    case "NotSignedIn":
      return answer(401, { code: "token_not_valid", detail: "Given token not valid for any token type" });
    case "TooManyAttempts":
      return answer(429, { detail: "Too many attempts; try again later." });
    default:
      return answer(500, { detail: "Something went wrong on our side." });
  }
}
