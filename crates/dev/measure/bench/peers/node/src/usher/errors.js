// The errors of the functions. Each has an explicit name for the log, since minification shortens class names.

export class UsherError extends Error {
  constructor(name) {
    super();
    this.name = name;
  }
}

/** Invalid input; `fields` has the messages for each field. */
export class InvalidInput extends UsherError {
  constructor(fields) {
    super("InvalidInput");
    this.fields = fields;
  }
}

/** Unknown address or wrong password. */
export class WrongCredentials extends UsherError {
  constructor() {
    super("WrongCredentials");
  }
}

/** No token, or an invalid or expired one. */
export class NotSignedIn extends UsherError {
  constructor() {
    super("NotSignedIn");
  }
}

/** The caller is not allowed to do this. */
export class Forbidden extends UsherError {
  constructor() {
    super("Forbidden");
  }
}

/** There is no such user. */
export class UserNotFound extends UsherError {
  constructor() {
    super("UserNotFound");
  }
}

/** Too many attempts in a short time. */
export class TooManyAttempts extends UsherError {
  constructor() {
    super("TooManyAttempts");
  }
}

/** An internal error; `causes` are for the log, and have no personal data. */
export class Unavailable extends UsherError {
  constructor(...causes) {
    super("Unavailable");
    this.causes = causes;
  }
}
