import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { ReaderInvitationQuery } from "@/api/reading.generated";
import { forgetAnswers } from "@/api/use-query";
import { portal } from "@/shared/portal";
import { session } from "@/shared/session";
import { CARER, COOPERATIVE, READING, TENANT, TENANT_VIEWER } from "@/test/people";
import { press, show, type, until, type Shown } from "@/test/render";
import { Refusal, serve, type Sent } from "@/test/server";

import { AcceptPage } from "./accept";

type Invitation = ReaderInvitationQuery["readerInvitation"];

const TOKEN = "geheim-17";
const OPEN: Invitation = {
  state: "OPEN",
  memberName: "Erna Beispiel",
  name: "Petra Anna Helfer",
  email: "petra.helfer@example.net",
  kind: "INVITED",
  readsDocuments: false,
  needsSignIn: false,
};

let page: Shown;

function invitation(more: Partial<Invitation> = {}): () => ReaderInvitationQuery {
  return () => ({ readerInvitation: { ...OPEN, ...more } });
}

async function open(words: string, hash = `#${TOKEN}`): Promise<void> {
  history.replaceState({}, "", `/mitlesen${hash}`);
  page = await show(<AcceptPage />);
  await until(() => page.text().includes(words));
}

function button(words: string): HTMLElement {
  const found = [...page.root.querySelectorAll("button")].find((one) => one.textContent === words);
  if (!found) throw new Error(`no button ${words}`);
  return found;
}

async function submit(): Promise<void> {
  await act(() => {
    page.root.querySelector("form")?.requestSubmit();
  });
}

async function fill(password: string): Promise<void> {
  await type(page.input("[name=new-password]"), password);
  await press(page.find("#privacy"));
  await press(page.find("#terms"));
  await submit();
}

function names(sent: readonly Sent[]): string[] {
  return sent.map(({ name }) => name);
}

beforeEach(() => {
  forgetAnswers();
  portal.set({ ...COOPERATIVE, vapidKey: "key" });
  session.set({ kind: "anonymous", ended: null });
});

afterEach(() => {
  page.close();
  session.set({ kind: "unknown" });
});

describe("the link of an invitation to read along", () => {
  it("shows who asks and what may be read, and takes the token off the address (DS-19a)", async () => {
    const sent = serve({ readerInvitation: invitation() });
    await open("Erna Beispiel lädt Sie ein, im Mieterportal mitzulesen.");
    expect(page.text()).toContain("Die Dokumente sehen Sie nicht.");
    expect(page.text()).toContain("Ändern können Sie nichts.");
    expect(location.hash).toBe("");
    expect(names(sent)).toEqual(["readerInvitation"]);
    expect(sent[0]?.variables).toEqual({ token: TOKEN });
  });

  it("says so where a deed stands behind it (DS-19a)", async () => {
    serve({ readerInvitation: invitation({ kind: "GUARDIAN", readsDocuments: true }) });
    await open("Wir haben Sie für Erna Beispiel eingetragen.");
    expect(page.text()).toContain("Sie sehen die Dokumente, zum Beispiel Abrechnungen.");
    expect(page.text()).not.toContain("lädt Sie ein");
  });

  it.each([
    ["EXPIRED", "Diese Einladung gilt nicht mehr."],
    ["USED", "Diese Einladung wurde schon angenommen."],
  ] as const)("says when it is %s, and offers no form", async (state, words) => {
    serve({ readerInvitation: invitation({ state }) });
    await open(words);
    expect(page.root.querySelector("form")).toBeNull();
  });

  it("says when it is not complete, and asks nobody", async () => {
    const sent = serve({});
    await open("Der Link ist nicht vollständig.", "");
    expect(sent).toEqual([]);
  });

  it("waits for a connection and goes on with the same link", async () => {
    const answers: Parameters<typeof serve>[0] = {};
    const reachable: Record<string, () => unknown> = answers as Record<string, () => unknown>;
    const sent = serve(reachable);
    await open("Noch einmal versuchen");
    reachable["readerInvitation"] = invitation();
    await press(button("Noch einmal versuchen"));
    await until(() => page.text().includes("Erna Beispiel lädt Sie ein"));
    expect(sent.map(({ variables }) => variables["token"])).toEqual([TOKEN, TOKEN]);
  });
});

describe("accepting without an account", () => {
  it("needs name, password and both texts, and says with what to sign in (DS-02, DS-19a)", async () => {
    const sent = serve({ readerInvitation: invitation(), acceptReading: () => ({ acceptReading: OPEN.email }) });
    await open("Ihr eigener Zugang");
    expect(page.input("#firstName").value).toBe("Petra Anna");
    expect(page.input("#lastName").value).toBe("Helfer");
    await type(page.input("#firstName"), " ");
    await submit();
    for (const words of ["Ihren Vornamen", "Datenschutzerklärung", "Nutzungsbedingungen"]) {
      expect([...page.root.querySelectorAll(".error")].some((one) => one.textContent.includes(words))).toBe(true);
    }
    expect(names(sent)).toEqual(["readerInvitation"]);
    await type(page.input("#firstName"), "Petra");
    await fill("drei Wörter hintereinander");
    await until(() => page.text().includes("Sie lesen jetzt für Erna Beispiel mit."));
    expect(page.text()).toContain("Melden Sie sich mit petra.helfer@example.net und Ihrem Passwort an.");
    expect(sent.at(-1)?.variables).toEqual({
      input: {
        token: TOKEN,
        firstName: "Petra",
        lastName: "Helfer",
        password: "drei Wörter hintereinander",
        acceptsPrivacy: true,
        acceptsTerms: true,
      },
    });
  });

  it("keeps the link open after a weak password", async () => {
    const answers: unknown[] = [new Refusal("weak_password", { field: "password" }), { acceptReading: OPEN.email }];
    serve({ readerInvitation: invitation(), acceptReading: () => answers.shift() });
    await open("Ihr eigener Zugang");
    await fill("passwort");
    await until(() => page.root.querySelector("#password-error") !== null);
    await type(page.input("[name=new-password]"), "drei Wörter hintereinander");
    await submit();
    await until(() => page.text().includes("Fertig."));
  });

  it("shows that somebody was faster", async () => {
    const states: Partial<Invitation>[] = [{}, { state: "USED" }];
    serve({
      readerInvitation: () => invitation(states.shift())(),
      acceptReading: () => new Refusal("link_used"),
    });
    await open("Ihr eigener Zugang");
    await fill("drei Wörter hintereinander");
    await until(() => page.text().includes("Diese Einladung wurde schon angenommen."));
  });
});

describe("accepting with an account", () => {
  it("signs in on the page, accepts, and opens the notices (DS-19a)", async () => {
    const viewer = { ...TENANT_VIEWER, tenant: { ...TENANT, readsFor: [] } };
    const sent = serve({
      readerInvitation: invitation({ needsSignIn: true }),
      login: () => ({ login: { viewer } }),
      acceptReadingSignedIn: () => ({ acceptReadingSignedIn: true }),
      who: () => ({ viewer: { ...viewer, tenant: { ...TENANT, readsFor: [READING] } } }),
    });
    await open("gibt es schon einen Zugang");
    expect(page.input("[name=username]").value).toBe(OPEN.email);
    await type(page.input("[name=password]"), "drei Wörter hintereinander");
    await submit();
    await until(() => page.text().includes("Sie sind angemeldet als Maria Muster."));
    await press(button("Annehmen und mitlesen"));
    await until(() => page.text().includes("Aushänge ansehen"));
    expect(page.find(".note--ok a").getAttribute("href")).toBe(`/aushaenge?fuer=${READING.memberId}`);
    expect(names(sent)).toEqual(["readerInvitation", "login", "acceptReadingSignedIn", "who"]);
    expect(sent[2]?.variables).toEqual({ token: TOKEN });
  });

  it("tells the member who invited that the other person accepts", async () => {
    session.set({ kind: "tenant", tenant: TENANT, mustChoosePassword: false });
    serve({ readerInvitation: invitation(), acceptReadingSignedIn: () => new Refusal("not_allowed") });
    await open("Sie sind angemeldet als Maria Muster.");
    await press(button("Annehmen und mitlesen"));
    await until(() => page.text().includes("Das ist Ihre eigene Einladung."));
    expect(page.text()).not.toContain("Fertig.");
  });

  it("lets somebody else at this device take over", async () => {
    session.set({ kind: "tenant", tenant: CARER, mustChoosePassword: false });
    serve({ readerInvitation: invitation(), logout: () => ({ logout: true }) });
    await open("Sie sind angemeldet als Petra Helfer.");
    await press(button("Das bin ich nicht: abmelden"));
    await until(() => page.text().includes("Ihr eigener Zugang"));
  });
});
