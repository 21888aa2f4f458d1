// The Runtime API client: what Lambda's own Node runtime does around a handler, and nothing more.
// Started as `node dist/runtime.cjs session-login.handler`.

import http from "node:http";
import { createRequire } from "node:module";
import path from "node:path";

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function send(method, route, body) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { "content-type": "application/json", "content-length": body.length };
    const options = { host, port, method, agent, headers, path: `/2018-06-01/runtime/${route}` };
    const request = http.request(options, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

function post(route, value) {
  return send("POST", route, Buffer.from(JSON.stringify(value)));
}

function described(error) {
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split("\n") ?? [] };
}

function context(headers) {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  return {
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

async function load(name) {
  const [file, member] = name.split(".");
  try {
    return createRequire(__filename)(path.join(__dirname, `${file}.cjs`))[member];
  } catch (error) {
    await post("init/error", described(error));
    throw error;
  }
}

async function serve(handler) {
  for (;;) {
    const { headers, body } = await send("GET", "invocation/next");
    const invocation = `invocation/${headers["lambda-runtime-aws-request-id"]}`;
    try {
      const response = await handler(JSON.parse(body), context(headers));
      await post(`${invocation}/response`, response);
    } catch (error) {
      await post(`${invocation}/error`, described(error));
    }
  }
}

load(process.argv[2]).then(serve);
