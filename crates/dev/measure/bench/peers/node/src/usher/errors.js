// Why a function did not do what it was asked. The name is what the log shows; bundling shortens the classes' own.

export class UsherError extends Error {
  constructor(name) {
    super();
    this.name = name;
  }
}

/** What the caller gave breaks a rule; `fields` holds the sentences of each field. */
export class InvalidInput extends UsherError {
  constructor(fields) {
    super("InvalidInput");
    this.fields = fields;
  }
}

/** No such address, or not its password. */
export class WrongCredentials extends UsherError {
  constructor() {
    super("WrongCredentials");
  }
}

/** No token, or one that is not valid (any more). */
export class NotSignedIn extends UsherError {
  constructor() {
    super("NotSignedIn");
  }
}

/** The caller may not do this. */
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

/** Too many attempts at one thing in a short time. */
export class TooManyAttempts extends UsherError {
  constructor() {
    super("TooManyAttempts");
  }
}

/** Something of ours did not work; `causes` are for the log, without personal data. */
export class Unavailable extends UsherError {
  constructor(...causes) {
    super("Unavailable");
    this.causes = causes;
  }
}
