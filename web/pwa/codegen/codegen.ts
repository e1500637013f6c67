import { globSync } from "node:fs";

import type { CodegenConfig } from "@graphql-codegen/cli";

/** Fragments that several features share; a feature's own file may use them. */
const FRAGMENTS = "src/api/fragments.graphql";

/** Every `x.graphql` under src/ gets an `x.generated.ts` beside it: its types and its documents as text. */
const features: CodegenConfig["generates"] = Object.fromEntries(
  globSync("src/**/*.graphql")
    .filter((file) => file !== FRAGMENTS)
    .map((file) => [
      file.replace(/\.graphql$/u, ".generated.ts"),
      { documents: [file, FRAGMENTS], plugins: ["typescript-operations", "./codegen/documents.cjs"] },
    ]),
);

/** Hash and text of all of them, for the server: it runs no other documents for a browser. */
const manifest: CodegenConfig["generates"] = {
  "src/api/operations.generated.json": {
    documents: ["src/**/*.graphql", "codegen/apps.graphql"],
    plugins: ["./codegen/manifest.cjs"],
  },
};

const config: CodegenConfig = {
  schema: "../../schema/schema.graphql",
  generates: { ...features, ...manifest },
  config: {
    strictScalars: true,
    scalars: { DateTime: "string", Date: "string", Time: "string", UUID: "string", JSON: "unknown" },
    enumType: "string-literal",
    immutableTypes: true,
    skipTypename: true,
  },
};

export default config;
