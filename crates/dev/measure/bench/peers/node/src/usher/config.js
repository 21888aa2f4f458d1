// The configuration, read from the environment once during init.

/** The value of a required variable. */
export function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

/** The value of a variable, or undefined if it is not set or empty. */
export function optional(name) {
  return process.env[name] || undefined;
}
