// The directory dialect: `/user/{email}`.

import { answer } from "./endpoint.js";

/** The response 200 with a user. */
export function found(user) {
  return answer(200, {
    account_id: user.accountId,
    created_at: user.createdAt,
    email: user.email,
    full_name: user.fullName,
    id: user.id,
    number: user.number,
    type: user.type,
    updated_at: user.updatedAt,
  });
}

/** The response to an error. */
export function refusal(error) {
  switch (error.name) {
    case "NotSignedIn":
      return message(401, "Sign in and send a valid access token.");
    case "Forbidden":
      return message(403, "You may not do this.");
    case "UserNotFound":
      return message(404, "There is no such user.");
    default:
      return message(500, "Something went wrong on our side.");
  }
}

function message(status, sentence) {
  return answer(status, { errors: {}, message: sentence });
}
