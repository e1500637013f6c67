/** Looks over an e-mail address before it is sent; the real proof is the mail that arrives. */

const SHAPE = /^[^\s@<>(),;:"[\]]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}{2,}$/u;

/** Domains people in Germany really use; a near miss of one of them is most likely a typing error. */
const COMMON = [
  "gmail.com",
  "googlemail.com",
  "t-online.de",
  "web.de",
  "gmx.de",
  "gmx.net",
  "freenet.de",
  "outlook.de",
  "outlook.com",
  "hotmail.de",
  "hotmail.com",
  "yahoo.de",
  "yahoo.com",
  "icloud.com",
  "posteo.de",
  "mailbox.org",
  "arcor.de",
  "aol.com",
] as const;

export function isCompleteEmail(typed: string): boolean {
  const email = typed.trim();
  return email.length <= 254 && !email.includes("..") && SHAPE.test(email);
}

/** Edits between two words, a swap of neighbours counting as one (optimal string alignment). */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const above = rows[i - 1] ?? [];
      let best = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (rows[i - 2]?.[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}

/** The domain that was probably meant ("gmial.com" → "gmail.com"), or null. */
export function suggestDomain(typed: string): string | null {
  const domain = typed.trim().toLowerCase().split("@").at(-1) ?? "";
  if (!domain.includes(".") || COMMON.some((known) => known === domain)) return null;
  const near = COMMON.map((known) => ({ known, off: distance(domain, known) })).sort((a, b) => a.off - b.off)[0];
  // web.de and gmx.de are short: two edits away lies half of all domains.
  return near && near.off <= (domain.length > 7 ? 2 : 1) ? near.known : null;
}
