// The configuration of AWS clients, and their errors in a form that is safe to log.

import { fromEnv } from "@aws-sdk/credential-provider-env";

import { required } from "./config.js";
import { Unavailable } from "./errors.js";

/** The configuration of a client. What is set here is not looked up in configuration files. */
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
 * The error of a call. A message can repeat the request's data, so only the error name is kept, except for a denied
 * permission, whose message names the action and the role.
 */
export function unavailable(operation, error) {
  if (error.$metadata?.httpStatusCode === undefined) return new Unavailable(operation, error.message);
  const cause = `${error.name}, request ${error.$metadata.requestId ?? "unknown"}`;
  return new Unavailable(operation, error.name.startsWith("AccessDenied") ? `${cause}: ${error.message}` : cause);
}
