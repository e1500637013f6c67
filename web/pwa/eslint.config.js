import eslint from "@eslint/js";
import a11y from "eslint-plugin-jsx-a11y-x";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const FEATURES = ["account", "notice", "document", "push", "staff"];

/** A feature imports shared, api, i18n and itself; only src/app puts features together. */
const featureBorders = FEATURES.map((feature) => ({
  files: [`src/${feature}/**`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            group: [...FEATURES.filter((other) => other !== feature), "app"].flatMap((other) => [
              `@/${other}/*`,
              `../${other}/*`,
            ]),
            message: "A feature imports shared and api, never another feature.",
          },
        ],
      },
    ],
  },
}));

const words = {
  files: ["src/**/*.tsx"],
  ignores: ["src/**/*.test.tsx"],
  rules: {
    "no-restricted-syntax": [
      "error",
      {
        selector: "JSXText[value=/\\p{L}/u]",
        message: "Words live in the language files: use t().",
      },
      {
        selector:
          "JSXAttribute[name.name=/^(aria-label|title|alt|placeholder|label|hint)$/] > Literal[value=/\\p{L}/u]",
        message: "Words live in the language files: use t().",
      },
    ],
  },
};

export default tseslint.config(
  { ignores: ["dist", "**/*.generated.ts", "public"] },
  eslint.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { project: ["./tsconfig.json", "./tsconfig.worker.json", "./tsconfig.node.json"] },
    },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/dot-notation": "off",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: "error",
      "max-lines": ["error", 400],
    },
  },
  {
    files: ["src/**/*.tsx"],
    plugins: { "jsx-a11y-x": a11y, "react-hooks": hooks },
    rules: {
      ...a11y.configs.strict.rules,
      // Preact writes `for`, as HTML does.
      "jsx-a11y-x/label-has-associated-control": "off",
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
    },
  },
  {
    files: ["codegen/*.{mjs,cjs}"],
    languageOptions: {
      globals: { console: "readonly", process: "readonly", URL: "readonly", require: "readonly", module: "writable" },
    },
  },
  words,
  ...featureBorders,
);
