import { describe, expect, it } from "vitest";

import { NEUTRAL, options, ownPath, parse, pathOf } from "./push";

const ORIGIN = "https://portal.example";
const full = {
  v: 1,
  title: "Kein Wasser: Di 24.11., 8–14 Uhr",
  body: "Amselweg 12. Bitte vorher Wasser abfüllen.",
  tag: "abc",
  url: "/aushaenge/1",
  lang: "de",
  renotify: true,
};

describe("a push", () => {
  it("is shown as the server words it", () => {
    const message = parse(JSON.stringify(full), ORIGIN);
    expect(message).toEqual({
      title: full.title,
      body: full.body,
      tag: "abc",
      path: "/aushaenge/1",
      language: "de",
      renotify: true,
    });
    expect(options(message)).toEqual({
      body: full.body,
      lang: "de",
      icon: "/icons/icon-192.png",
      badge: "/icons/badge-96.png",
      data: { path: "/aushaenge/1" },
      tag: "abc",
      renotify: true,
    });
  });

  it.each([
    null,
    "",
    "not json",
    "[]",
    "null",
    "42",
    '"text"',
    "{}",
    '{"v":1}',
    '{"v":1,"title":" "}',
    '{"v":1,"title":7}',
  ])("that cannot be read (%s) still shows the neutral sentence (WP-32)", (payload) => {
    expect(parse(payload, ORIGIN)).toEqual(NEUTRAL);
  });

  it("of a later version shows the neutral sentence and keeps the link", () => {
    expect(parse(JSON.stringify({ ...full, v: 2 }), ORIGIN)).toEqual({ ...NEUTRAL, path: "/aushaenge/1" });
  });

  it("without a tag never asks for renotify, which browsers refuse", () => {
    const message = parse(JSON.stringify({ ...full, tag: "" }), ORIGIN);
    expect(options(message)).not.toHaveProperty("tag");
    expect(options(message)).not.toHaveProperty("renotify");
  });
});

describe("the link of a notification", () => {
  it.each([
    ["/aushaenge/1?a=b#c", "/aushaenge/1?a=b#c"],
    [`${ORIGIN}/dokumente`, "/dokumente"],
    ["https://evil.example/x", "/"],
    ["//evil.example/x", "/"],
    ["javascript:alert(1)", "/"],
    ["http://[", "/"],
    [undefined, "/"],
    [7, "/"],
  ])("%s opens %s", (url, path) => {
    expect(ownPath(url, ORIGIN)).toBe(path);
  });

  it.each([[null], [{}], [{ path: "https://evil.example" }], [{ path: "//evil.example" }], ["x"]])(
    "%j of an older worker opens the start page",
    (data) => {
      expect(pathOf(data)).toBe("/");
    },
  );
});
