"use strict";
/**
 * Writes each operation as one compact string with its fragments, typed by its result and variables. A string costs
 * half of a parsed document and the features carry only their own.
 */
const { Kind, print, stripIgnoredCharacters, visit } = require("graphql");

const KINDS = { query: "Query", mutation: "Mutation", subscription: "Subscription" };

/** @param {string} name */
const pascal = (name) => name.charAt(0).toUpperCase() + name.slice(1);

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

module.exports = {
  /**
   * @param {import("graphql").GraphQLSchema} _schema
   * @param {{ document?: import("graphql").DocumentNode }[]} files
   */
  plugin(_schema, files) {
    const definitions = files.flatMap((file) => file.document?.definitions ?? []);
    const fragments = new Map();
    for (const definition of definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    }
    const content = [];
    for (const definition of definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION || !definition.name) continue;
      const name = definition.name.value;
      const type = `${pascal(name)}${KINDS[definition.operation]}`;
      const nodes = [definition, ...collect(definition, fragments, new Map()).values()];
      const text = stripIgnoredCharacters(nodes.map(print).join("\n"));
      const cast = `Operation<${type}, ${type}Variables>`;
      content.push(`export const ${pascal(name)}: ${cast} = operation(${JSON.stringify(text)});`);
    }
    const lines = content.length ? ['import { operation, type Operation } from "@/api/operation";'] : [];
    return { prepend: lines, content: content.join("\n") };
  },
};
