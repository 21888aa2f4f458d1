// Sessions in the Cognito user pool.

import { AdminInitiateAuthCommand, CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";

import { configuration, unavailable } from "./aws.js";
import { believe, clientId, userPoolId } from "./claims.js";
import { TooManyAttempts, Unavailable, WrongCredentials } from "./errors.js";

// What the caller's input can bring about.
const REFUSED = new Set([
  "NotAuthorizedException",
  "UserNotFoundException",
  "UserNotConfirmedException",
  "PasswordResetRequiredException",
  "InvalidParameterException",
]);

/** The pool's one client. */
export class Sessions {
  #cognito = new CognitoIdentityProviderClient(configuration);

  /** Opens a session: tokens, and whose they are. */
  async signIn(email, password) {
    const command = new AdminInitiateAuthCommand({
      UserPoolId: userPoolId,
      ClientId: clientId,
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: email, PASSWORD: password },
    });
    const output = await this.#cognito.send(command).catch((error) => {
      throw refusal(error);
    });
    // A challenge instead of tokens: the account is not one that signs in with its password alone.
    if (output.AuthenticationResult === undefined) throw new WrongCredentials();
    return session(output.AuthenticationResult);
  }
}

function refusal(error) {
  if (REFUSED.has(error.name)) return new WrongCredentials();
  if (error.name === "TooManyRequestsException") return new TooManyAttempts();
  return unavailable("cognito-idp:AdminInitiateAuth", error);
}

/** Reads tokens that Cognito has just given: there is no signature to doubt. */
function session({ AccessToken: access, RefreshToken: refresh }) {
  try {
    const claims = JSON.parse(Buffer.from(access.split(".")[1], "base64url"));
    if (refresh === undefined) throw new TypeError("no refresh token");
    return { access, refresh, claims: believe(claims) };
  } catch {
    throw new Unavailable("read Cognito's tokens", "one is missing or malformed");
  }
}
