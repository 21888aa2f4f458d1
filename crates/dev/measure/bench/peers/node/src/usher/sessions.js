// Sessions in the Cognito user pool.

import { AdminInitiateAuthCommand, CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";

import { configuration, unavailable } from "./aws.js";
import { clientId, userPoolId, validateClaims } from "./claims.js";
import { TooManyAttempts, Unavailable, WrongCredentials } from "./errors.js";

// The errors that invalid credentials cause.
const REFUSED = new Set([
  "NotAuthorizedException",
  "UserNotFoundException",
  "UserNotConfirmedException",
  "PasswordResetRequiredException",
  "InvalidParameterException",
]);

/** The user pool with its app client. */
export class Sessions {
  #cognito = new CognitoIdentityProviderClient(configuration);

  /** Signs in; returns the tokens and their claims. */
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
    // A challenge instead of tokens: the account needs more than its password.
    if (output.AuthenticationResult === undefined) throw new WrongCredentials();
    return session(output.AuthenticationResult);
  }
}

function refusal(error) {
  if (REFUSED.has(error.name)) return new WrongCredentials();
  if (error.name === "TooManyRequestsException") return new TooManyAttempts();
  return unavailable("cognito-idp:AdminInitiateAuth", error);
}

/** Parses tokens that come directly from Cognito, so their signatures need not be verified. */
function session({ AccessToken: access, RefreshToken: refresh }) {
  try {
    const claims = JSON.parse(Buffer.from(access.split(".")[1], "base64url"));
    if (refresh === undefined) throw new TypeError("no refresh token");
    return { access, refresh, claims: validateClaims(claims) };
  } catch {
    throw new Unavailable("read Cognito's tokens", "one is missing or malformed");
  }
}
