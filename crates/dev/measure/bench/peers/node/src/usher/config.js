// The environment, read once at start-up.

/** The value of a variable that has to be set. */
export function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

/** The value of a variable, or undefined where it is not set or empty. */
export function optional(name) {
  return process.env[name] || undefined;
}
