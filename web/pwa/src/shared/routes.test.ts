import { describe, expect, it } from "vitest";

import { match } from "./routes";

describe("a path and a pattern", () => {
  it.each([
    ["/", "/", {}],
    ["/aushaenge", "/aushaenge/", {}],
    ["/aushaenge/:id", "/aushaenge/a%20b", { id: "a b" }],
    ["/verwaltung/*", "/verwaltung", {}],
    ["/verwaltung/*", "/verwaltung/aushaenge/1", {}],
    ["/aushaenge/:id", "/aushaenge", null],
    ["/aushaenge/:id", "/aushaenge/%E0%A4", null],
    ["/aushaenge", "/aushaenge/1", null],
    ["/verwaltung/*", "/verwaltungen", null],
  ])("%s takes %s", (pattern, path, params) => {
    expect(match(pattern, path)).toEqual(params);
  });
});
