import { readFileSync } from "node:fs";

import type { Plugin } from "vite";

const MANIFEST = new URL("../src/api/operations.generated.json", import.meta.url);

/** Puts the manifest of trusted documents beside the build that uses them; the server reads it and serves it to nobody. */
export function operations(): Plugin {
  return {
    name: "mieterportal-operations",
    apply: "build",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "operations.json", source: readFileSync(MANIFEST) });
    },
  };
}
