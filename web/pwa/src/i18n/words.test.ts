import { describe, expect, it } from "vitest";

import { addWords, setLanguage, t, type Key } from "./index";

interface Branch {
  readonly [key: string]: string | Branch;
}

const german = import.meta.glob<Branch>("./de/*.json", { eager: true, import: "default" });
const sources = import.meta.glob<string>(
  [
    "../**/*.{ts,tsx}",
    "../../worker/*.ts",
    "!../**/*.test.{ts,tsx}",
    "!../**/*.generated.ts",
    "!../../worker/*.test.ts",
    "!../test/*",
  ],
  {
    eager: true,
    query: "?raw",
    import: "default",
  },
);

/** Read straight from the file: by the service worker, and by the build for index.html. */
const ELSEWHERE = ["worker.", "common.noScript"];
const PLURALS = ["zero", "one", "two", "few", "many", "other"];

function isPlural(node: Branch): boolean {
  return Object.keys(node).every((key) => PLURALS.includes(key));
}

function texts(node: string | Branch, path: string): [key: string, text: string][] {
  if (typeof node === "string") return [[path, node]];
  if (isPlural(node)) return Object.values(node).map((text) => [path, typeof text === "string" ? text : ""]);
  return Object.entries(node).flatMap(([key, child]) => texts(child, `${path}.${key}`));
}

const all = Object.entries(german).flatMap(([file, branch]) => texts(branch, /(\w+)\.json$/u.exec(file)?.[1] ?? ""));
const code = Object.values(sources).join("\n");

/** Keys a component builds from a part: t(`notice.off.${...}`) uses everything under notice.off. */
const prefixes = [...code.matchAll(/`(\w+(?:\.\w+)*\.)\$\{/gu)].map((match) => String(match[1]));
const suffixed = [...code.matchAll(/`(\w+(?:\.\w+)*)\.\$\{\w+\}(\w*)`/gu)].map((match) => [match[1], match[2]]);

function isUsed(key: string): boolean {
  if (code.includes(`"${key}"`)) return true;
  if (suffixed.some(([start, end]) => key.startsWith(`${start ?? ""}.`) && key.endsWith(end ?? ""))) return true;
  return prefixes.some((prefix) => key.startsWith(prefix));
}

describe("the language files", () => {
  it("hold no word that nothing shows", () => {
    const unused = all
      .map(([key]) => key)
      .filter((key) => !ELSEWHERE.some((start) => key.startsWith(start)) && !isUsed(key));
    expect(unused).toEqual([]);
  });

  it("hold no empty text and no stray space", () => {
    const wrong = all.filter(([, text]) => text.trim() === "" || / {2}/u.test(text) || text.endsWith(" "));
    expect(wrong).toEqual([]);
  });

  it("keep to the words and the tone of the portal", () => {
    const forbidden = /!|\b(App|Login|Logout|Code|PIN|Token|Benutzername|Kennwort|Username|Mitgliedernummer|News)\b/u;
    expect(all.filter(([, text]) => forbidden.test(text))).toEqual([]);
    expect(all.filter(([, text]) => /["']/u.test(text))).toEqual([]);
  });

  it("close every bold part they open", () => {
    expect(all.filter(([, text]) => text.split("**").length % 2 === 0)).toEqual([]);
  });
});

describe("the code", () => {
  it("holds no German of its own", () => {
    const found = Object.entries(sources).flatMap(([file, text]) => {
      const bare = text.replace(/\/\*[\s\S]*?\*\//gu, "").replace(/\/\/.*$/gmu, "");
      return [...bare.matchAll(/["'`][^"'`\n]*[äöüßÄÖÜ][^"'`\n]*["'`]/gu)].map((match) => `${file}: ${match[0]}`);
    });
    expect(found).toEqual([]);
  });
});

describe("t", () => {
  it("fills placeholders and writes numbers the German way", () => {
    expect(t("home.hello", { name: "Frau Muster" })).toBe("Guten Tag, Frau Muster");
    expect(t("common.newCount", { n: 2431 })).toBe("2.431 neu");
  });

  it("chooses the plural form", () => {
    expect(t("account.register.check", { n: 1 })).toBe("**Bitte prüfen Sie ein Feld.**");
    expect(t("account.register.check", { n: 3 })).toBe("**Bitte prüfen Sie 3 Felder.**");
  });

  it("refuses a key that does not exist", () => {
    expect(() => t("common.nothing" as Key as "common.next")).toThrow(RangeError);
  });

  it("takes words that come with a later chunk", () => {
    addWords("later", { word: "Später" });
    expect(t("later.word" as Key as "common.next")).toBe("Später");
  });

  it("refuses a language it does not have", async () => {
    await expect(setLanguage("xx")).rejects.toThrow(RangeError);
  });
});
