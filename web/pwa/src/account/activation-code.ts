/**
 * The activation password of the welcome letter: 13 symbols of Crockford's base32 and a check symbol, the number modulo
 * 37 (https://www.crockford.com/base32.html). The check finds a typing error before anything is sent.
 */
const SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHECK_SYMBOLS = `${SYMBOLS}*~$=U`;
const DATA_LENGTH = 13;
const GROUP = 4;

/** Upper case, without spaces and dashes, with the letters people confuse read as digits. */
export function normalizeCode(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[\s\p{Pd}_.]/gu, "")
    .replace(/O/gu, "0")
    .replace(/[IL]/gu, "1");
}

/** The check symbol of 13 data symbols, or null when one of them is not in the alphabet. */
export function checkSymbol(data: string): string | null {
  let remainder = 0;
  for (const symbol of data) {
    const value = SYMBOLS.indexOf(symbol);
    if (value < 0) return null;
    remainder = (remainder * SYMBOLS.length + value) % CHECK_SYMBOLS.length;
  }
  return CHECK_SYMBOLS[remainder] ?? null;
}

export function isPlausibleCode(typed: string): boolean {
  const code = normalizeCode(typed);
  if (code.length !== DATA_LENGTH + 1) return false;
  return checkSymbol(code.slice(0, DATA_LENGTH)) === code.slice(DATA_LENGTH);
}

/** As the letter prints it: K7MQ-4T2X-9RWD-H3 */
export function formatCode(typed: string): string {
  return (normalizeCode(typed).match(new RegExp(`.{1,${String(GROUP)}}`, "gu")) ?? []).join("-");
}
