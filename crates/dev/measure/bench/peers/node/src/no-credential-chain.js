// Replaces @aws-sdk/credential-provider-node in the bundles. A function has its credentials in its environment, so the code
// for profiles, SSO and metadata services need not be loaded.

export function defaultProvider() {
  throw new Error("all clients must be created with credentials from the environment");
}
