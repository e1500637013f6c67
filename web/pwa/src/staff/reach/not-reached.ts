/** The persons staff have to reach in another way: nobody may be lost between the numbers. */
import { useEffect, useState } from "preact/hooks";

import type { PortalError } from "@/api/errors";
import { asPortalError } from "@/api/use-query";

import { everything } from "../places/stock";
import { Deliveries, type DeliveriesQuery, type DeliveriesQueryVariables } from "./reach.generated";

export type DeliveryNode = DeliveriesQuery["deliveries"]["edges"][number]["node"];

/** Without an electronic way, or with a mail that did not arrive. A dead device alone is no loss: the mail went beside it. */
const LOOKED_FOR: readonly Pick<DeliveriesQueryVariables, "channel" | "state">[] = [
  { channel: "PAPER" },
  { channel: "MAIL", state: "FAILED" },
  { channel: "MAIL", state: "BOUNCED" },
  { channel: "MAIL", state: "EXPIRED" },
];

async function load(noticeId: string): Promise<DeliveryNode[]> {
  const parts = LOOKED_FOR.map((filter) =>
    everything(Deliveries, { noticeId, ...filter }, (result) => result.deliveries),
  );
  return (await Promise.all(parts)).flat();
}

export interface NotReached {
  readonly rows: readonly DeliveryNode[] | null;
  readonly error: PortalError | null;
}

export function useNotReached(noticeId: string): NotReached {
  const [state, setState] = useState<NotReached>({ rows: null, error: null });
  useEffect(() => {
    let current = true;
    load(noticeId).then(
      (rows) => {
        if (current) setState({ rows, error: null });
      },
      (reason: unknown) => {
        if (current) setState({ rows: null, error: asPortalError(reason) });
      },
    );
    return () => {
      current = false;
    };
  }, [noticeId]);
  return state;
}
