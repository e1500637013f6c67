import { afterEach, describe, expect, it } from "vitest";

import { Notice } from "@/notice/notice.generated";
import { show, until, type Shown } from "@/test/render";

import { serve } from "@/test/server";
import { forgetAnswers, useQuery } from "./use-query";

let page: Shown;

afterEach(() => {
  page.close();
});

function Title() {
  const { data } = useQuery(Notice, { id: "n1" });
  return <p>{data?.notice?.title ?? "nothing"}</p>;
}

describe("answers that come late", () => {
  it("never reach the next person at this device", async () => {
    let asked = 0;
    serve({
      notice: () => {
        asked += 1;
        return { notice: { id: "n1", title: "of the person before" } };
      },
    });
    page = await show(<Title />);
    // Signed out while the answer is on its way.
    forgetAnswers();
    page.close();
    await until(() => asked === 1);
    await until(() => true);
    serve({ notice: () => new Promise(() => undefined) });
    page = await show(<Title />);
    expect(page.text()).toBe("nothing");
  });
});
