// Fetching the pool's keys. The library's own fetcher refuses the plain HTTP of an emulator, and `fetch` takes some
// 20 ms to load.

import http from "node:http";
import https from "node:https";

import { Unavailable } from "./errors.js";

const PATIENCE = 3000;

/** The bytes at this address. */
export function fetchKeys(url) {
  const { get } = url.startsWith("https:") ? https : http;
  return new Promise((resolve, reject) => {
    const fail = (cause) => reject(new Unavailable("fetch the pool's keys", cause));
    const request = get(url, { signal: AbortSignal.timeout(PATIENCE) }, (response) => {
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
