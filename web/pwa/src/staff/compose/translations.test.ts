import { describe, expect, it } from "vitest";

import { givenOf, translationsOf, withoutOutdated } from "./translations";

const TURKISH = { title: "Avlu şenliği", body: "Kutluyoruz.", cause: "" };
const GERMAN = { title: "Hoffest", body: "Wir feiern.", cause: "" };

describe("translations of staff", () => {
  it("go to the server in one order, trimmed, and none that says nothing", () => {
    const blank = { title: " ", body: "", cause: "" };
    const given = givenOf({ TR: { ...TURKISH, body: " Kutluyoruz. " }, EN: { ...blank, title: "Party" }, RU: blank });
    expect(given).toEqual([
      { language: "EN", title: "Party", body: "", cause: "" },
      { language: "TR", ...TURKISH },
    ]);
    expect(givenOf(translationsOf(given))).toEqual(given);
  });

  it("are left out where the German words changed and they did not", () => {
    const changed = { ...GERMAN, body: "Wir feiern am Sonntag." };
    expect(withoutOutdated({ TR: TURKISH }, { TR: TURKISH }, GERMAN, changed)).toEqual({
      TR: { ...TURKISH, body: "" },
    });
    const mended = { ...TURKISH, body: "Pazar günü kutluyoruz." };
    expect(withoutOutdated({ TR: TURKISH }, { TR: mended }, GERMAN, changed)).toEqual({ TR: mended });
    expect(withoutOutdated({ TR: TURKISH }, { TR: TURKISH }, GERMAN, GERMAN)).toEqual({ TR: TURKISH });
  });
});
