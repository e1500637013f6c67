/** A draft from the server, to go on with on any device. */
import { useEffect, useState } from "preact/hooks";

import { request } from "@/api/client";
import type { PortalError } from "@/api/errors";
import { asPortalError } from "@/api/use-query";
import { navigate } from "@/shared/router";

import { WrittenDraft, type WrittenDraftQuery } from "../drafts/drafts.generated";
import type { Draft } from "./form";

export interface Opened {
  readonly content: Partial<Draft>;
  readonly savedAt: Date;
  readonly failure: WrittenDraftQuery["noticeDraft"]["failure"];
}

interface State {
  readonly opened: Opened | null;
  /** There is nothing to wait for any more. */
  readonly isReady: boolean;
  readonly error: PortalError | null;
}

function read(content: string): Partial<Draft> {
  const found: unknown = JSON.parse(content);
  // Only its author's own page has written it.
  return typeof found === "object" && found !== null ? found : {};
}

/** Asked for once: what is typed is never replaced by a later answer. One that is planned already has a page of its own. */
export function useOpened(id: string | null): State {
  const [state, setState] = useState<State>({ opened: null, isReady: id === null, error: null });
  useEffect(() => {
    if (id === null) return;
    let isCurrent = true;
    request(WrittenDraft, { id }).then(
      ({ noticeDraft }) => {
        if (!isCurrent) return;
        if (noticeDraft.state === "PLANNED" || noticeDraft.state === "SENT" || noticeDraft.content === null) {
          navigate(`/verwaltung/aushaenge/geplant/${id}`, { replace: true });
          return;
        }
        const content = read(noticeDraft.content);
        const opened = { content, savedAt: new Date(noticeDraft.updatedAt), failure: noticeDraft.failure };
        setState({ opened, isReady: true, error: null });
      },
      (reason: unknown) => {
        if (isCurrent) setState({ opened: null, isReady: false, error: asPortalError(reason) });
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [id]);
  return state;
}
