import { useEffect, useState } from "preact/hooks";

import { request } from "@/api/client";
import type { PortalError } from "@/api/errors";
import { asPortalError } from "@/api/use-query";
import { t } from "@/i18n";
import { T } from "@/i18n/rich";
import { Note, SkeletonList } from "@/shared/feedback";

import { Asked as AskedQuery } from "../approval/approval.generated";
import { Refused } from "../approval/refused";
import { NotYours } from "../parts/not-yours";
import { Top } from "../parts/pane";
import { useStock, type Stock } from "../places/stock";
import { useMay } from "../role";
import { changedFrom, type Asked } from "./changed";
import { Writer } from "./compose";
import { useChanged } from "./use-draft";

const BACK = "/verwaltung/freigaben";

function Changer({ asked, stock }: { asked: Asked; stock: Stock }) {
  const [{ draft, isAudienceLost }] = useState(() => changedFrom(asked, stock));
  const state = useChanged(draft);
  return (
    <Writer
      stock={stock}
      state={state}
      title={t("staffApproval.changeTitle")}
      back={{ href: BACK, label: t("staffApproval.title") }}
      approvalId={asked.id}
    >
      {asked.state === "RETURNED" && (
        <Note tone="warn">
          <p>
            <T k="staffApproval.returned" values={{ word: asked.word }} />
          </p>
        </Note>
      )}
      <Note tone="mute">{t("staffApproval.changeText")}</Note>
      {isAudienceLost && <Note tone="warn">{t("staffApproval.changeAudience")}</Note>}
    </Writer>
  );
}

interface Found {
  readonly asked: Asked | null;
  readonly error: PortalError | null;
  readonly refresh: () => void;
}

/** As it stands now, asked for once: what is being typed is never replaced by a later answer, nor begun from an earlier one. */
function useAsked(id: string): Found {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [error, setError] = useState<PortalError | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let current = true;
    setError(null);
    request(AskedQuery, { id }).then(
      ({ approval }) => {
        if (current) setAsked(approval);
      },
      (reason: unknown) => {
        if (current) setError(asPortalError(reason));
      },
    );
    return () => {
      current = false;
    };
  }, [id, turn]);
  return {
    asked,
    error,
    refresh: () => {
      setTurn((last) => last + 1);
    },
  };
}

function Loading({ id }: { id: string }) {
  const { stock, error: stockError, refresh: refreshStock } = useStock();
  const { asked, error, refresh } = useAsked(id);
  if (stock && asked?.isMine) return <Changer asked={asked} stock={stock} />;
  const failure = error ?? stockError;
  return (
    <div class="stack stack-5">
      <Top title={t("staffApproval.changeTitle")} back={{ href: BACK, label: t("staffApproval.title") }} />
      {failure ? (
        <Refused
          error={failure}
          again={() => {
            refresh();
            refreshStock();
          }}
        />
      ) : asked && !asked.isMine ? (
        <Note>{t("staffApproval.notYours")}</Note>
      ) : (
        <SkeletonList label={t("staffCompose.placesLoading")} rows={6} />
      )}
    </div>
  );
}

/** The author changes what waits for approval or came back: the same form, filled in. */
export function ChangePage({ params }: { params: Readonly<Record<string, string>> }) {
  const may = useMay();
  if (!may("writeNotices")) return <NotYours title={t("staffApproval.changeTitle")} />;
  const id = params["id"] ?? "";
  return <Loading key={id} id={id} />;
}
