import { describe, expect, it } from "vitest";

import { check, FIRST, splitNumbers, toInput } from "./choice";

describe("the choice of letters", () => {
  it("reads pasted numbers, keeps their zeros and takes each once", () => {
    expect(splitNumbers(" 0012345\n\n0012346, 0012345;7/8 9 ")).toEqual(["0012345", "0012346", "7/8 9"]);
  });

  it("names the field that is missing", () => {
    expect(check(FIRST)).toBeNull();
    expect(check({ ...FIRST, scope: "MOVED_IN_SINCE" })).toBe("since");
    expect(check({ ...FIRST, scope: "HOUSE" })).toBe("place");
    expect(check({ ...FIRST, scope: "DISTRICT", placeId: "d" })).toBeNull();
    expect(check({ ...FIRST, scope: "NUMBERS", numbers: " \n " })).toBe("numbers");
    expect(check({ ...FIRST, scope: "NUMBERS", numbers: Array.from({ length: 1001 }, (_, n) => n).join() })).toBe(
      "numbers",
    );
    for (const wave of ["", "0", "5001", "1.5", "viele"]) expect(check({ ...FIRST, wave })).toBe("wave");
  });

  it("sends only what the scope needs", () => {
    const all = { ...FIRST, since: "2026-11-01", placeId: "p", numbers: "1", again: true };
    expect(toInput({ ...all, scope: "HOUSE" })).toMatchObject({
      houseId: "p",
      districtId: null,
      since: null,
      numbers: [],
      again: true,
      wave: 500,
    });
    expect(toInput({ ...all, scope: "MOVED_IN_SINCE", kind: "REMINDER" })).toMatchObject({
      houseId: null,
      since: "2026-11-01",
      again: false,
    });
  });
});
