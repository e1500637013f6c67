"use strict";
/**
 * Writes each operation as the hash of its text, typed by its result and variables: the server knows the text from the
 * manifest, so that a browser can send no other, and the app does not carry it.
 */
const { operations } = require("./operations.cjs");

const KINDS = { query: "Query", mutation: "Mutation", subscription: "Subscription" };

/** @param {string} name */
const pascal = (name) => name.charAt(0).toUpperCase() + name.slice(1);

module.exports = {
  /**
   * @param {import("graphql").GraphQLSchema} _schema
   * @param {{ document?: import("graphql").DocumentNode }[]} files
   */
  plugin(_schema, files) {
    const content = operations(files).map(({ name, kind, sha256 }) => {
      const type = `${pascal(name)}${KINDS[kind]}`;
      return `export const ${pascal(name)}: Operation<${type}, ${type}Variables> = operation("${kind}", "${sha256}");`;
    });
    const lines = content.length ? ['import { operation, type Operation } from "@/api/operation";'] : [];
    return { prepend: lines, content: content.join("\n") };
  },
};
