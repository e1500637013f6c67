"use strict";
/** Each operation as one compact text with its fragments, and the hash the server knows it by. */
const { createHash } = require("node:crypto");
const { Kind, print, stripIgnoredCharacters, visit } = require("graphql");

/**
 * @param {import("graphql").ASTNode} node
 * @param {Map<string, import("graphql").FragmentDefinitionNode>} fragments
 * @param {Map<string, import("graphql").FragmentDefinitionNode>} needed
 */
function collect(node, fragments, needed) {
  visit(node, {
    FragmentSpread(spread) {
      const fragment = fragments.get(spread.name.value);
      if (!fragment) throw new Error(`unknown fragment ${spread.name.value}`);
      if (!needed.has(spread.name.value)) {
        needed.set(spread.name.value, fragment);
        collect(fragment, fragments, needed);
      }
    },
  });
  return needed;
}

/**
 * @param {{ document?: import("graphql").DocumentNode }[]} files
 * @returns {{ name: string, kind: "query" | "mutation" | "subscription", text: string, sha256: string }[]}
 */
function operations(files) {
  const definitions = files.flatMap((file) => file.document?.definitions ?? []);
  const fragments = new Map();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const found = [];
  for (const definition of definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION || !definition.name) continue;
    const nodes = [definition, ...collect(definition, fragments, new Map()).values()];
    const text = stripIgnoredCharacters(nodes.map(print).join("\n"));
    const sha256 = createHash("sha256").update(text, "utf-8").digest("hex");
    found.push({ name: definition.name.value, kind: definition.operation, text, sha256 });
  }
  return found;
}

module.exports = { operations };
