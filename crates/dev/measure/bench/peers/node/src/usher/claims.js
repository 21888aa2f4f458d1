// The claims of access tokens, and their validation.

import { required } from "./config.js";
import { NotSignedIn } from "./errors.js";

export const clientId = required("USER_POOL_CLIENT_ID");
export const userPoolId = required("USER_POOL_ID");
export const issuer = `https://cognito-idp.${required("AWS_REGION")}.amazonaws.com/${userPoolId}`;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The claims of the token that the gateway's Cognito authorizer verified; it does not check client and use. */
export function ofGateway(event) {
  const claims = event.requestContext.authorizer?.claims;
  if (
    claims?.token_use !== "access" ||
    claims.client_id !== clientId ||
    claims.iss !== issuer ||
    !(seconds(claims.exp) * 1000 > Date.now())
  ) {
    throw new NotSignedIn();
  }
  return validateClaims(claims);
}

/** Validates the claims of a verified token; returns its user, and when they entered the password. */
export function validateClaims({ sub, auth_time: authTime }) {
  const signedInAt = seconds(authTime);
  if (typeof sub !== "string" || !UUID.test(sub) || Number.isNaN(signedInAt)) throw new NotSignedIn();
  return { userId: sub, signedInAt };
}

/** Parses a time of the gateway: seconds since 1970, or `Fri Apr 05 12:06:15 UTC 2019`. */
function seconds(claim) {
  if (typeof claim === "number") return claim;
  return /^\d+$/.test(claim) ? Number(claim) : Date.parse(claim) / 1000;
}
