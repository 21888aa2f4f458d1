// Verification of access tokens against the pool's published keys, which are fetched once and kept.

import { validateCognitoJwtFields } from "aws-jwt-verify/cognito-verifier";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import { JwtVerifier } from "aws-jwt-verify/jwt-verifier";

import { clientId, issuer, userPoolId, validateClaims } from "./claims.js";
import { optional } from "./config.js";
import { NotSignedIn, UsherError } from "./errors.js";
import { fetchKeys } from "./fetch-keys.js";

export class AccessTokens {
  #verifier;

  constructor() {
    const emulator = optional("AWS_ENDPOINT_URL")?.replace(/\/+$/, "");
    const jwksUri = `${emulator ? `${emulator}/${userPoolId}` : issuer}/.well-known/jwks.json`;
    const customJwtCheck = ({ payload }) => validateCognitoJwtFields(payload, { tokenUse: "access", clientId });
    this.#verifier = JwtVerifier.create(
      { issuer, jwksUri, audience: null, customJwtCheck },
      { jwksCache: new SimpleJwksCache({ fetcher: { fetch: fetchKeys } }) },
    );
  }

  /** Verifies an access token; returns its claims. */
  async verify(token) {
    try {
      return validateClaims(await this.#verifier.verify(token));
    } catch (error) {
      throw error instanceof UsherError ? error : new NotSignedIn();
    }
  }
}
