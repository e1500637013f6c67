import { globSync } from "node:fs";

import type { CodegenConfig } from "@graphql-codegen/cli";

/** Fragments that several features share; a feature's own file may use them. */
const FRAGMENTS = "src/api/fragments.graphql";

/** Every `x.graphql` under src/ gets an `x.generated.ts` beside it: its types and its documents as text. */
const generates: CodegenConfig["generates"] = Object.fromEntries(
  globSync("src/**/*.graphql")
    .filter((file) => file !== FRAGMENTS)
    .map((file) => [
      file.replace(/\.graphql$/u, ".generated.ts"),
      { documents: [file, FRAGMENTS], plugins: ["typescript-operations", "./codegen/documents.cjs"] },
    ]),
);

const config: CodegenConfig = {
  schema: "../../schema/schema.graphql",
  generates,
  config: {
    strictScalars: true,
    scalars: { DateTime: "string", Date: "string", Time: "string", UUID: "string", JSON: "unknown" },
    enumType: "string-literal",
    immutableTypes: true,
    skipTypename: true,
  },
};

export default config;
