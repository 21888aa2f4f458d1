// Stands in for @aws-sdk/credential-provider-node in the bundles. A function has its credentials in its environment and
// asks no profile, no SSO and no metadata service, so that the code for them need not be read at start-up.

export function defaultProvider() {
  throw new Error("the clients are made with credentials from the environment");
}
