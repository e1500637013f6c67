import { describe, expect, it } from "vitest";

import { errorText, fromGraphQL, PortalError } from "./errors";

describe("what the server refuses", () => {
  it("is read from the extensions of the first error", () => {
    const error = fromGraphQL([
      { message: "x", extensions: { code: "too_many_attempts", field: "number", retryAfterSeconds: 130 } },
      { message: "y", extensions: { code: "not_found" } },
    ]);
    expect(error).toMatchObject({ code: "too_many_attempts", field: "number", retryAfter: 130 });
    expect(errorText(error)).toBe(
      "Zu Ihrer Sicherheit warten wir kurz. Bitte versuchen Sie es in 3 Minuten noch einmal.",
    );
  });

  it("keeps the reference of a masked error for the call to the service", () => {
    const error = fromGraphQL([{ message: "x", extensions: { code: "internal", id: "a1b2c3" } }]);
    expect(errorText(error)).toContain("a1b2c3");
  });

  it("survives an error without extensions", () => {
    expect(fromGraphQL([{ message: "x" }])).toMatchObject({ code: "internal", field: null, retryAfter: null });
    expect(fromGraphQL([]).code).toBe("internal");
  });

  it.each([
    "offline",
    "timeout",
    "not_signed_in",
    "not_allowed",
    "not_found",
    "conflict",
    "weak_password",
    "unavailable",
    "queue_full",
    "persisted_query_not_found",
  ])("%s has a sentence of its own", (code) => {
    expect(errorText(new PortalError(code))).not.toBe(errorText(new PortalError("never_heard_of")));
  });

  it("an unknown code still says what helps", () => {
    expect(errorText(new PortalError("never_heard_of"))).toContain("rufen Sie uns bitte an");
  });

  it("one minute is one minute", () => {
    expect(errorText(new PortalError("too_many_attempts", null, 5))).toContain("in 1 Minute noch");
  });
});
