// How every client reaches AWS, and failures of calls in a form that may be logged.

import { fromEnv } from "@aws-sdk/credential-provider-env";

import { required } from "./config.js";
import { Unavailable } from "./errors.js";

/** The configuration of a client. What is set here is not looked up in files that no Lambda function has. */
export const configuration = {
  region: required("AWS_REGION"),
  credentials: fromEnv(),
  maxAttempts: 3,
  retryMode: "standard",
  defaultsMode: "standard",
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  requestHandler: { connectionTimeout: 3000, requestTimeout: 4000, throwOnRequestTimeout: true },
};

/**
 * The failure of a call. A service's own words can repeat what it was given, so only its code is kept, and the words
 * of a refused permission, which name the action and the role.
 */
export function unavailable(operation, error) {
  if (error.$metadata?.httpStatusCode === undefined) return new Unavailable(operation, error.message);
  const cause = `${error.name}, request ${error.$metadata.requestId ?? "unknown"}`;
  return new Unavailable(operation, error.name.startsWith("AccessDenied") ? `${cause}: ${error.message}` : cause);
}
