// Fetches the pool's keys. The library's own fetcher rejects plain HTTP, which the emulator uses, and `fetch` takes about
// 20 ms to load.

import http from "node:http";
import https from "node:https";

import { Unavailable } from "./errors.js";

const TIMEOUT_MS = 3000;

/** The content at this URL. */
export function fetchKeys(url) {
  const { get } = url.startsWith("https:") ? https : http;
  return new Promise((resolve, reject) => {
    const fail = (cause) => reject(new Unavailable("fetch the pool's keys", cause));
    const request = get(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }, (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        return fail(`status ${response.statusCode}`);
      }
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", (error) => fail(error.message));
      response.on("end", () => resolve(Buffer.concat(chunks)));
    });
    request.on("error", (error) => fail(error.message));
  });
}
