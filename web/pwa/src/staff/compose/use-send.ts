import { useEffect, useState } from "preact/hooks";

import { LONG_MS, request } from "@/api/client";
import type { PortalError } from "@/api/errors";
import { useAction, type Action } from "@/api/use-action";
import { asPortalError } from "@/api/use-query";
import { t } from "@/i18n";

import type { Stock } from "../places/stock";
import {
  ChangeApproval,
  OverrideNotice,
  Publish,
  ReachPreview,
  RequestApproval,
  type NoticeInput,
} from "./compose.generated";
import { PlanNotice } from "../drafts/drafts.generated";
import { check, fieldOf, toInput, type Draft, type Errors, type Field } from "./form";
import type { Reach } from "./use-reach";

/** What was tried on the server and waits for a yes. */
export interface Ready {
  readonly input: NoticeInput;
  readonly reach: Reach;
}

export interface Send {
  readonly errors: Errors;
  readonly ready: Ready | null;
  readonly checking: Action<[]>;
  readonly sending: Action<[]>;
  /** In 15 seconds, or at a moment of its own; it can be stopped until then. */
  readonly planning: Action<[publishAt: Date | null]>;
  /** More than one person alone may send: a second one is asked, nothing goes out. */
  readonly asking: Action<[]>;
  readonly overriding: Action<[reason: string]>;
  readonly close: () => void;
  /** What is written waits for approval already. */
  readonly isChange: boolean;
  /** An earlier try arrived after all; a second one would be another notice. */
  readonly isSent: boolean;
}

/** A refusal of the server as the error of a field, where it names one. */
function serverErrors(error: PortalError): Errors {
  const field = fieldOf(error.field);
  if (field && error.code === "not_allowed") return { [field]: t("staffCompose.error.area") };
  if (field && error.code === "invalid_input") return { [field]: t("staffCompose.error.server") };
  return {};
}

const ORDER: readonly Field[] = [
  "day",
  "begin",
  "end",
  "cause",
  "audience",
  "title",
  "body",
  "before",
  "during",
  "after",
  "contact",
];

/** Moves the focus to the first field that needs another look, once its error is drawn. */
function focusFirst(errors: Errors): void {
  const first = ORDER.find((field) => errors[field]);
  requestAnimationFrame(() => {
    if (first) document.getElementById(`compose-${first}`)?.focus();
  });
}

const HOME = "/verwaltung/aushaenge";
const SENT: ReadonlySet<string> = new Set(["idempotency_conflict", "already_published"]);

/**
 * Check here, try there, ask, send. The draft's own id makes sending safe to repeat. `approvalId`: what is changed waits
 * for approval already, and goes on waiting with the new words.
 */
export function useSend(
  draft: Draft,
  stock: Stock,
  now: Date,
  approvalId: string | null,
  keep: () => Promise<string | null>,
  onSent: (path: string) => void,
): Send {
  const [isChecked, setChecked] = useState(false);
  const [refused, setRefused] = useState<Errors>({});
  const [ready, setReady] = useState<Ready | null>(null);
  const input = toInput(draft, stock);
  const inputKey = JSON.stringify(input);
  useEffect(() => {
    setRefused({});
  }, [inputKey]);

  const checking = useAction(async () => {
    const found = check(draft, stock, new Date());
    setChecked(true);
    if (Object.keys(found).length > 0) {
      focusFirst(found);
      return;
    }
    try {
      const [{ audiencePreview }] = await Promise.all([
        request(ReachPreview, { input }),
        request(Publish, { input, clientMutationId: draft.mutationId, dryRun: true }),
      ]);
      setReady({ input, reach: audiencePreview });
    } catch (reason) {
      const about = serverErrors(asPortalError(reason));
      setRefused(about);
      if (Object.keys(about).length === 0) throw reason;
      focusFirst(about);
    }
  });

  const sending = useAction(async () => {
    if (!ready) return;
    const variables = { input: ready.input, clientMutationId: draft.mutationId, dryRun: false };
    const { publishNotice } = await request(Publish, variables, { timeoutMs: LONG_MS });
    onSent(`${HOME}/${publishNotice.notice.id}`);
  });

  const planning = useAction(async (publishAt: Date | null) => {
    if (!ready) return;
    const draftId = await keep();
    const variables = {
      input: ready.input,
      clientMutationId: draft.mutationId,
      publishAt: publishAt?.toISOString(),
      draftId,
    };
    const { planNotice } = await request(PlanNotice, variables, { timeoutMs: LONG_MS });
    onSent(`${HOME}/geplant/${planNotice.id}`);
  });

  const asking = useAction(async () => {
    if (!ready) return;
    const { input } = ready;
    if (approvalId) await request(ChangeApproval, { id: approvalId, input });
    else await request(RequestApproval, { input, clientMutationId: draft.mutationId });
    onSent("/verwaltung/freigaben");
  });

  const overriding = useAction(async (reason: string) => {
    if (!ready) return;
    const variables = { input: ready.input, clientMutationId: draft.mutationId, reason, approvalId };
    const { overrideNotice } = await request(OverrideNotice, variables, { timeoutMs: LONG_MS });
    onSent(`${HOME}/${overrideNotice.notice.id}`);
  });

  return {
    errors: { ...(isChecked ? check(draft, stock, now) : {}), ...refused },
    ready,
    checking,
    sending,
    planning,
    asking,
    overriding,
    close: () => {
      setReady(null);
      sending.clear();
      planning.clear();
      asking.clear();
      overriding.clear();
    },
    isChange: approvalId !== null,
    isSent: [checking.error, sending.error, planning.error, asking.error, overriding.error].some(
      (error) => error !== null && SENT.has(error.code),
    ),
  };
}
