import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { StaffRole } from "@/api/types";
import { forgetAnswers } from "@/api/use-query";
import { session } from "@/shared/session";
import { press, show, until, type Shown } from "@/test/render";
import { Refusal, serve } from "@/test/server";

import "../words";
import { Actions } from "./actions";
import { PeoplePage } from "./list";
import { lookOf, type Colleague } from "./look";
import { PersonPage } from "./person";

const ID = "00000000-0000-4000-8000-000000000009";
const ADMIN: Colleague = {
  id: ID,
  name: "Vera Verwaltung",
  email: "vera@example.org",
  role: "ADMIN",
  districts: [],
  houses: [],
  isLocked: false,
  isSelf: true,
  hasOwnPassword: true,
  hasSecondFactor: true,
  mailState: null,
  lastLoginAt: null,
};
const OTHER: Colleague = { ...ADMIN, id: ID.replace("9", "8"), name: "Emil Editor", role: "EDITOR", isSelf: false };

let page: Shown;

function signIn(role: StaffRole): void {
  session.set({
    kind: "staff",
    staff: { id: ID, name: "Vera Verwaltung", email: "vera@example.org", role },
    mustChoosePassword: false,
  });
}

function answer(...people: readonly Colleague[]): object {
  const edges = people.map((node) => ({ node }));
  return { colleagues: { totalCount: edges.length, edges, pageInfo: { hasNextPage: false, endCursor: null } } };
}

function button(words: string): HTMLElement {
  const found = [...page.root.querySelectorAll<HTMLElement>("button")].find(({ textContent }) => textContent === words);
  if (!found) throw new Error(`no button ${words}`);
  return found;
}

beforeEach(() => {
  forgetAnswers();
  signIn("ADMIN");
});

afterEach(() => {
  page.close();
});

describe("the list of employees", () => {
  it("is for the administration alone (AU-13)", async () => {
    signIn("MEMBER_DESK");
    const sent = serve({ colleagues: () => answer(ADMIN) });
    page = await show(<PeoplePage />);
    expect(page.text()).toContain("Das gehört nicht zu Ihrer Rolle.");
    expect(sent).toEqual([]);
  });

  it("says who is who, and that one is alone", async () => {
    serve({ colleagues: () => answer(ADMIN) });
    page = await show(<PeoplePage />);
    await until(() => page.text().includes("Vera Verwaltung"));
    expect(page.text()).toContain("Außer Ihnen hat noch niemand Zugang.");
    expect(page.text()).toContain("überall");
  });

  it("says what went wrong, and tries again", async () => {
    serve({ colleagues: () => new Refusal("unavailable") });
    page = await show(<PeoplePage />);
    await until(() => page.root.querySelector("[role=alert]") !== null);
    serve({ colleagues: () => answer(ADMIN, OTHER) });
    await press(button("Noch einmal versuchen"));
    await until(() => page.text().includes("Emil Editor"));
    expect(page.text()).not.toContain("Außer Ihnen");
  });
});

describe("what the administration can do", () => {
  it("asks first, then locks", async () => {
    const locked = { ...OTHER, isLocked: true };
    const sent = serve({ lockStaff: () => ({ lockStaff: locked }) });
    const changed: Colleague[] = [];
    page = await show(<Actions person={OTHER} onPerson={(one) => changed.push(one)} onGone={() => undefined} />);
    await press(button("Sperren"));
    expect(sent).toEqual([]);
    await press(button("Ja, sperren"));
    await until(() => changed.length === 1);
    expect(changed).toEqual([locked]);
    expect(sent.map(({ variables }) => variables)).toEqual([{ id: OTHER.id }]);
  });

  it("keeps the last administrator and says so (AU-13)", async () => {
    serve({ removeStaff: () => new Refusal("conflict") });
    let gone = false;
    page = await show(
      <Actions
        person={OTHER}
        onPerson={() => undefined}
        onGone={() => {
          gone = true;
        }}
      />,
    );
    await press(button("Zugang entfernen"));
    await press(button("Ja, entfernen"));
    await until(() => page.text().includes("Eine Leitung muss bleiben."));
    expect(gone).toBe(false);
  });
});

describe("the page of an employee", () => {
  const CARETAKER: Colleague = {
    ...OTHER,
    role: "CARETAKER",
    hasSecondFactor: false,
    houses: [{ id: ID.replace("9", "7"), address: "Amselweg 12" }],
  };

  it("misses no second factor of a caretaker, who comes in by link and digits", async () => {
    serve({ colleagues: () => answer(CARETAKER) });
    page = await show(<PersonPage params={{ id: CARETAKER.id }} />);
    await until(() => page.text().includes("Hausmeister, Amselweg 12"));
    expect(page.text()).not.toContain("zweiten Faktor");
    page.close();
    serve({ colleagues: () => answer({ ...OTHER, hasSecondFactor: false }) });
    page = await show(<PersonPage params={{ id: OTHER.id }} />);
    await until(() => page.text().includes("noch ohne zweiten Faktor"));
  });

  it("names each house once to the eye, and in full to who hears the buttons alone", async () => {
    serve({ colleagues: () => answer(CARETAKER) });
    page = await show(<PersonPage params={{ id: CARETAKER.id }} />);
    await until(() => page.text().includes("Amselweg 12"));
    const remove = button("Amselweg 12 entfernen");
    expect(remove.querySelector(".vh")?.textContent).toBe("Amselweg 12 ");
  });
});

describe("how far somebody has come", () => {
  it.each([
    ["EDITOR", false, null, "invited"],
    ["EDITOR", true, null, "active"],
    ["CARETAKER", false, null, "invited"],
    ["CARETAKER", false, "2026-11-24T07:00:00+00:00", "active"],
  ] as const)("%s with an own password: %s, last in: %s is %s", (role, hasOwnPassword, lastLoginAt, key) => {
    expect(lookOf({ ...ADMIN, role, hasOwnPassword, lastLoginAt }).key).toBe(key);
  });
});
