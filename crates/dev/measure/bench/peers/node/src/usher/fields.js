// Validation of fields, and its error messages.

const MAX_EMAIL = 128;
const MAX_LOCAL_PART = 64;
const MAX_PASSWORD = 256;

// The control characters, line and paragraph separators, and Unicode's Bidi_Control characters.
const FORBIDDEN = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

// The rule of <input type="email"> in HTML, with dots only between other characters and two labels at least.
const EMAIL =
  /^([a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*)@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i;

/** What is wrong with a field, as a message for the user. */
export class Problem extends Error {}

/** The text in a field of the body. */
function text(body, name) {
  if (body === undefined) throw new Problem("The request body cannot be read.");
  const value = Object.hasOwn(body, name) ? body[name] : null;
  if (value === null) throw new Problem("This field is required.");
  if (typeof value !== "string") throw new Problem("This field must be a string.");
  return value;
}

/** The address in a field of the body. */
export function email(body, name) {
  return parseEmail(text(body, name));
}

/** An address in its stored form: without spaces around it, in lower case. */
export function parseEmail(given) {
  const trimmed = given.replace(/^ +| +$/g, "");
  if (trimmed === "") throw new Problem("This field may not be blank.");
  if (FORBIDDEN.test(trimmed)) {
    throw new Problem("This field may not contain control or text-direction characters.");
  }
  if (trimmed.length > MAX_EMAIL && [...trimmed].length > MAX_EMAIL) {
    throw new Problem(`Ensure this field has no more than ${MAX_EMAIL} characters.`);
  }
  const localPart = EMAIL.exec(trimmed)?.[1];
  if (localPart === undefined || localPart.length > MAX_LOCAL_PART) {
    throw new Problem("Enter a valid email address.");
  }
  return trimmed.toLowerCase();
}

/** A password for signing in, which need not follow the rules for new ones. */
export function password(body, name) {
  const given = text(body, name);
  if (given === "") throw new Problem("This field may not be blank.");
  if (given.length > MAX_PASSWORD) {
    throw new Problem(`Ensure this field has no more than ${MAX_PASSWORD} characters.`);
  }
  return given;
}
