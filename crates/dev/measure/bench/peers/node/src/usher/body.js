// Parses a JSON body.

/** The object in the body, or undefined if it is anything else. */
export function readObject(event) {
  const body = event.body ?? "";
  try {
    const value = JSON.parse(event.isBase64Encoded ? Buffer.from(body, "base64").toString() : body);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
