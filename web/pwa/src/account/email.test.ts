import { describe, expect, it } from "vitest";

import { isCompleteEmail, suggestDomain } from "./email";

describe("a complete address", () => {
  it.each(["maria.muster@t-online.de", " a@b.de ", "jürgen@müller-söhne.de", "x+y@mail.example.org"])("%s", (typed) => {
    expect(isCompleteEmail(typed)).toBe(true);
  });

  it.each(["", "maria", "maria@", "maria@t-online", "@t-online.de", "a b@c.de", "a@b..de", "a@-b.de", "a,b@c.de"])(
    "not %s",
    (typed) => {
      expect(isCompleteEmail(typed)).toBe(false);
    },
  );
});

describe("a near miss of a common domain", () => {
  it.each([
    ["a@gmial.com", "gmail.com"],
    ["a@gmail.con", "gmail.com"],
    ["a@t-onlne.de", "t-online.de"],
    ["a@wbe.de", "web.de"],
    ["a@GMX.DE", null],
    ["a@web.de", null],
    ["a@noris-eg.de", null],
    ["a@gmail", null],
    ["", null],
  ])("%s → %s", (typed, meant) => {
    expect(suggestDomain(typed)).toBe(meant);
  });
});
