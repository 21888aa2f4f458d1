// Bundles each function, and the Runtime API client, into one file each.

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
  // The packages' ESM, which esbuild can tree-shake.
  mainFields: ["module", "main"],
  legalComments: "none",
  alias: { "@aws-sdk/credential-provider-node": "./src/no-credential-chain.js" },
  // No warning at start-up that the SDK will require a newer Node from 2027 on.
  define: { "process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED": '"true"' },
});
