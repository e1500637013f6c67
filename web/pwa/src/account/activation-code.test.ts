import { describe, expect, it } from "vitest";

import { checkSymbol, formatCode, isPlausibleCode, normalizeCode } from "./activation-code";

const SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** The definition itself, with whole numbers: the value of the 13 symbols modulo 37. */
function byDefinition(data: string): string {
  const value = Array.from(data).reduce((sum, symbol) => sum * 32n + BigInt(SYMBOLS.indexOf(symbol)), 0n);
  return `${SYMBOLS}*~$=U`.charAt(Number(value % 37n));
}

const DATA = ["0000000000000", "0000000000001", "ZZZZZZZZZZZZZ", "K7MQ4T2X9RWDH", "9Y5PVNA2C8KJT", "00000000000ZZ"];

describe("check symbol", () => {
  it.each(DATA)("of %s is the number modulo 37", (data) => {
    expect(checkSymbol(data)).toBe(byDefinition(data));
  });

  it("uses the five extra symbols", () => {
    const found = new Set<string>();
    for (let value = 0; value < 37; value += 1) {
      const data = `${"0".repeat(11)}${SYMBOLS.charAt(Math.floor(value / 32))}${SYMBOLS.charAt(value % 32)}`;
      found.add(checkSymbol(data) ?? "");
    }
    expect([...found].join("")).toBe(`${SYMBOLS}*~$=U`);
  });

  it("refuses a letter outside the alphabet", () => {
    expect(checkSymbol("U000000000000")).toBeNull();
  });
});

describe("what people type", () => {
  const data = "K7MQ4T2X9RWDH";
  const code = data + byDefinition(data);

  it.each([code, formatCode(code), code.toLowerCase(), ` ${formatCode(code).replace(/-/gu, " – ")} `])(
    "%s is taken",
    (typed) => {
      expect(isPlausibleCode(typed)).toBe(true);
    },
  );

  it("reads O as 0 and I and L as 1", () => {
    expect(normalizeCode("oO-iI lL")).toBe("001111");
    const zeros = `0000000000001${byDefinition("0000000000001")}`;
    expect(isPlausibleCode(zeros.replace(/0/gu, "O").replace("1", "l"))).toBe(true);
  });

  it("finds every single wrong symbol and every swap of neighbours", () => {
    for (let at = 0; at < 13; at += 1) {
      for (const wrong of SYMBOLS) {
        if (wrong === code.charAt(at)) continue;
        expect(isPlausibleCode(code.slice(0, at) + wrong + code.slice(at + 1))).toBe(false);
      }
      const swapped = code.slice(0, at) + code.charAt(at + 1) + code.charAt(at) + code.slice(at + 2);
      if (at < 12 && swapped !== code) expect(isPlausibleCode(swapped)).toBe(false);
    }
  });

  it.each(["", "K7MQ", `${code}0`, code.slice(1)])("%s has the wrong length", (typed) => {
    expect(isPlausibleCode(typed)).toBe(false);
  });

  it("is shown in groups of four", () => {
    expect(formatCode("k7mq4t2x9rwdh3")).toBe("K7MQ-4T2X-9RWD-H3");
  });
});
