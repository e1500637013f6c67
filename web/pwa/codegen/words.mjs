/**
 * Writes src/i18n/words.generated.ts: every key of the German language files with the placeholders its text holds, so
 * that a mistyped key or a forgotten value is a type error. With --check it only compares.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const FOLDER = new URL("../src/i18n/de/", import.meta.url);
const TARGET = new URL("../src/i18n/words.generated.ts", import.meta.url);

/** The plural categories of Unicode (CLDR); an object of nothing else is one text in several forms. */
const PLURALS = new Set(["zero", "one", "two", "few", "many", "other"]);

/** @param {string} text */
function placeholders(text) {
  return [...text.matchAll(/\{(\w+)\}/gu)].map((match) => String(match[1]));
}

/**
 * @param {unknown} node
 * @param {string} path
 * @param {Map<string, Set<string>>} found
 */
function walk(node, path, found) {
  if (typeof node === "string") {
    found.set(path, new Set(placeholders(node)));
  } else if (typeof node === "object" && node !== null) {
    const entries = Object.entries(node);
    if (entries.every(([key]) => PLURALS.has(key))) {
      found.set(path, new Set(["n", ...entries.flatMap(([, text]) => placeholders(String(text)))]));
    } else {
      entries.forEach(([key, child]) => {
        walk(child, `${path}.${key}`, found);
      });
    }
  }
}

const found = /** @type {Map<string, Set<string>>} */ (new Map());
for (const file of readdirSync(FOLDER).sort()) {
  if (file.endsWith(".json")) {
    walk(JSON.parse(readFileSync(new URL(file, FOLDER), "utf-8")), file.slice(0, -".json".length), found);
  }
}

const lines = [...found].map(([key, names]) => {
  const value = names.size === 0 ? "null" : `{ ${[...names].map((name) => `${name}: Value`).join("; ")} }`;
  return `  "${key}": ${value};`;
});
const text = [
  "// Written by codegen/words.mjs from the German language files. Do not edit.",
  "type Value = string | number;",
  "export interface Words {",
  ...lines,
  "}",
  "",
].join("\n");

if (process.argv.includes("--check")) {
  if (readFileSync(TARGET, "utf-8") !== text) {
    console.error("src/i18n/words.generated.ts is out of date: run `npm run words`.");
    process.exit(1);
  }
} else {
  writeFileSync(TARGET, text);
}
