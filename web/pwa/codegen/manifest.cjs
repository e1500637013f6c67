"use strict";
/** Writes the manifest of trusted documents: hash and text of every operation, in the order of their names. */
const { operations } = require("./operations.cjs");

module.exports = {
  /**
   * @param {import("graphql").GraphQLSchema} _schema
   * @param {{ document?: import("graphql").DocumentNode }[]} files
   */
  plugin(_schema, files) {
    const found = operations(files).sort((a, b) => (a.name < b.name ? -1 : 1));
    const lines = found.map(({ sha256, text }) => `  ${JSON.stringify(sha256)}: ${JSON.stringify(text)}`);
    return `{\n${lines.join(",\n")}\n}\n`;
  },
};
