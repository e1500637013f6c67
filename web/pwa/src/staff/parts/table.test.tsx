import "../words";

import { afterEach, describe, expect, it } from "vitest";

import { show, type Shown } from "@/test/render";

import { Table } from "./table";

let page: Shown;

afterEach(() => {
  page.close();
});

describe("a table that stacks on a phone", () => {
  it("tells each cell but the title what its column is, and an empty one nothing", async () => {
    page = await show(
      <Table label="Personen" stacks heads={["Person", "Haus", "Warum"]}>
        <tr>
          <td>Erika Muster</td>
          <td>Amselweg 12</td>
          <td />
        </tr>
      </Table>,
    );
    const labels = [...page.root.querySelectorAll("td")].map((cell) => cell.dataset["label"]);
    expect(labels).toEqual([undefined, "Haus", undefined]);
  });

  it("leaves a table alone that scrolls", async () => {
    page = await show(
      <Table label="Personen" heads={["Person", "Haus"]}>
        <tr>
          <td>Erika Muster</td>
          <td>Amselweg 12</td>
        </tr>
      </Table>,
    );
    expect(page.root.querySelector("[data-label]")).toBeNull();
  });
});
