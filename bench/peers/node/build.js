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
  format: "cjs",
  mainFields: ["module", "main"],
  legalComments: "none",
});
