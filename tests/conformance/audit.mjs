/**
 * Runs the server audits of graphql-http against a running endpoint and prints their verdicts as JSON.
 *
 * Arguments: the package.json whose packages to use, the address, the bearer token.
 */
import { createRequire } from "node:module";

const [packages, url, token] = process.argv.slice(2);
const { serverAudits } = createRequire(packages)("graphql-http");

/** @param {string | URL} address @param {RequestInit} init */
function fetchFn(address, init = {}) {
  return fetch(address, {
    ...init,
    headers: { ...init.headers, authorization: `Bearer ${token}` },
  });
}

const verdicts = [];
for (const { id, name, fn } of serverAudits({ url, fetchFn })) {
  const { status, reason } = await fn();
  verdicts.push({ id, name, status, reason: reason ?? null });
}
console.log(JSON.stringify(verdicts));
