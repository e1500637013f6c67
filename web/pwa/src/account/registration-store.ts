/** What the page after the form needs to speak about this registration; gone when the tab is closed. */
export const REGISTRATION_KEY = "mieterportal.registration";

export interface OpenRegistration {
  readonly id: string;
  readonly pageSecret: string;
  readonly email: string;
  readonly linkValidUntil: string;
}

let held: OpenRegistration | null = null;

export function holdRegistration(registration: OpenRegistration): void {
  held = registration;
  try {
    sessionStorage.setItem(REGISTRATION_KEY, JSON.stringify(registration));
  } catch {
    // Without storage the page works until it is reloaded.
  }
}

export function heldRegistration(): OpenRegistration | null {
  if (held) return held;
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(REGISTRATION_KEY) ?? "null");
    return isRegistration(found) ? found : null;
  } catch {
    return null;
  }
}

function isRegistration(value: unknown): value is OpenRegistration {
  if (typeof value !== "object" || value === null) return false;
  const found = value as Record<string, unknown>;
  return ["id", "pageSecret", "email", "linkValidUntil"].every((name) => typeof found[name] === "string");
}
