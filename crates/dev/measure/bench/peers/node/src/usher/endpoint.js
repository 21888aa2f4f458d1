// What all endpoints share: error handling, and one log line per call.

import { optional } from "./config.js";
import { Unavailable, UsherError } from "./errors.js";

const publicBaseUrl = optional("PUBLIC_BASE_URL");
const headers = { "content-type": "application/json", "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** Turns a function that takes an event, and returns a response or throws a `UsherError`, into a Lambda handler. */
export function endpoint(route, refusal, work) {
  let coldStart = true;
  return async (event) => {
    const received = new Date();
    const started = performance.now();
    let response;
    let error;
    try {
      response = await work(event);
    } catch (thrown) {
      error = thrown instanceof UsherError ? thrown : unforeseen(thrown);
      response = refusal(error);
    }
    writeLine({
      time: received.toISOString(),
      level: error instanceof Unavailable ? "ERROR" : "INFO",
      request_id: event.requestContext.requestId,
      route,
      status: response.statusCode,
      duration_ms: Math.round((performance.now() - started) * 100) / 100,
      cold_start: coldStart,
      error: error?.name,
      causes: error?.causes,
    });
    coldStart = false;
    return response;
  };
}

/** The message of an error may contain data of the caller, so only its name is logged. */
function unforeseen(error) {
  return new Unavailable("answer the call", error?.name ?? typeof error);
}

/** Writes the log line that docs/logging.md describes. */
function writeLine(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** A JSON response that must not be cached. */
export function answer(statusCode, body) {
  return { statusCode, headers, body: `${JSON.stringify(body)}\n` };
}

/** The first value of a header; `name` is in lower case. */
export function header(event, name) {
  for (const [given, values] of Object.entries(event.multiValueHeaders ?? {})) {
    if (given.toLowerCase() === name && values?.length > 0) return values[0];
  }
  for (const [given, value] of Object.entries(event.headers ?? {})) {
    if (given.toLowerCase() === name) return value;
  }
  return undefined;
}

/** The base URL of the API. */
export function apiAddress(event) {
  const { domainName, stage } = event.requestContext;
  return publicBaseUrl ?? `https://${domainName}/${stage}`;
}
