// Makes of each function one file for Lambda, and of the Runtime API client another.

import { build } from "esbuild";

await build({
  entryPoints: ["session-login", "session-me", "directory-get", "runtime"].map((name) => `src/${name}.js`),
  outdir: "dist",
  outExtension: { ".js": ".cjs" },
  bundle: true,
  minify: true,
  platform: "node",
  target: "node20",
  // CommonJS starts faster than ESM.
  format: "cjs",
  // The packages' ESM, of which esbuild can leave out what is not used.
  mainFields: ["module", "main"],
  legalComments: "none",
  alias: { "@aws-sdk/credential-provider-node": "./src/no-credential-chain.js" },
  // A warning at start-up that the SDK will ask for a newer Node from 2027 on.
  define: { "process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED": '"true"' },
});
