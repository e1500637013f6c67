import { useEffect, useRef, useState } from "preact/hooks";

import { request } from "@/api/client";
import type { PortalError } from "@/api/errors";
import { useAction } from "@/api/use-action";
import { asPortalError } from "@/api/use-query";
import { t } from "@/i18n";
import { time } from "@/i18n/format";
import { T } from "@/i18n/rich";
import { Empty, Failure, Note, SkeletonList } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { Icon } from "@/shared/icon";
import { useNow } from "@/shared/now";
import { usePortal } from "@/shared/portal";
import { navigate, useLocation } from "@/shared/router";
import { useSession, type StaffSession } from "@/shared/session";

import { Ask } from "../parts/ask";
import { NotYours } from "../parts/not-yours";
import { Top } from "../parts/pane";
import { useStock, type Stock } from "../places/stock";
import { useMay } from "../role";
import { Publish, ReachPreview, type NoticeInput } from "./compose.generated";
import { Confirm } from "./confirm";
import { check, fieldOf, toInput, type Errors, type Field } from "./form";
import { Previews } from "./previews";
import { ReachPane } from "./reach-pane";
import { sampleOf } from "./sample";
import { Texts } from "./texts";
import { useDraft, type DraftState } from "./use-draft";
import { useReach, type Reach } from "./use-reach";
import { What } from "./what";
import { Whom } from "./whom";

const BACK = "/verwaltung/aushaenge";

interface Ready {
  readonly input: NoticeInput;
  readonly reach: Reach;
}

/** A refusal of the server as the error of a field, where it names one. */
function serverErrors(error: PortalError): Errors {
  const field = fieldOf(error.field);
  if (!field || (error.code !== "invalid_input" && error.code !== "not_allowed")) return {};
  const area = error.code === "not_allowed";
  return { [field]: t(area ? "staffCompose.error.area" : "staffCompose.error.server") };
}

function AlreadySent() {
  return (
    <Note tone="warn" role="alert">
      <p>
        <T k="staffCompose.error.again" />
      </p>
      <a class="link" href={BACK}>
        {t("staffCompose.error.againLink")}
      </a>
    </Note>
  );
}

function SavedState({ state }: { state: DraftState }) {
  if (state.isUnsaved) {
    return (
      <p class="state state--warn" role="status">
        <Icon name="warning" />
        {t("staffCompose.notSaved")}
      </p>
    );
  }
  if (!state.savedAt) return null;
  return (
    <p class="state">
      <Icon name="check" />
      {t("staffCompose.saved", { time: time(state.savedAt) })}
    </p>
  );
}

function Discard({ state }: { state: DraftState }) {
  const [asked, setAsked] = useState(false);
  if (!state.savedAt) return null;
  return (
    <>
      <Button
        look="quiet"
        onClick={() => {
          setAsked(true);
        }}
      >
        {t("staffCompose.discard")}
      </Button>
      {asked && (
        <Ask
          title={t("staffCompose.discardAsk")}
          yes={t("staffCompose.discardYes")}
          no={t("staffCompose.discardNo")}
          onYes={() => {
            state.discard();
            setAsked(false);
          }}
          onClose={() => {
            setAsked(false);
          }}
        >
          <p>{t("staffCompose.discardText")}</p>
        </Ask>
      )}
    </>
  );
}

/** Moves the focus to the first field that needs another look. */
function focusFirst(errors: Errors): void {
  const order: readonly Field[] = [
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
  const first = order.find((field) => errors[field]);
  if (first) document.getElementById(`compose-${first}`)?.focus();
}

function Composer({ staff, stock }: { staff: StaffSession["staff"]; stock: Stock }) {
  const portal = usePortal();
  const { search } = useLocation();
  const now = useNow();
  const contact = portal
    ? t("staffCompose.contactDefault", { phone: portal.servicePhone, hours: portal.serviceHours })
    : "";
  const state = useDraft(
    staff.id,
    contact,
    search.getAll("haus").filter((id) => stock.houses.has(id)),
  );
  const { draft, change } = state;
  const [checked, setChecked] = useState(false);
  const [refused, setRefused] = useState<Errors>({});
  const [ready, setReady] = useState<Ready | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const input = toInput(draft, stock);
  const reach = useReach(input.audience.length > 0 ? input : null);
  const errors: Errors = { ...(checked ? check(draft, stock, now) : {}), ...refused };
  const inputKey = JSON.stringify(input);
  useEffect(() => {
    setRefused({});
  }, [inputKey]);

  const checking = useAction(async () => {
    const found = check(draft, stock, new Date());
    setChecked(true);
    if (Object.keys(found).length > 0) {
      requestAnimationFrame(() => {
        focusFirst(found);
      });
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
      requestAnimationFrame(() => {
        focusFirst(about);
      });
    }
  });

  const sending = useAction(async () => {
    if (!ready) return;
    const { publishNotice } = await request(Publish, {
      input: ready.input,
      clientMutationId: draft.mutationId,
      dryRun: false,
    });
    state.discard();
    navigate(`${BACK}/${publishNotice.notice.id}`, { replace: true });
  });
  const isSent = [checking.error, sending.error].some((error) => error?.code === "idempotency_conflict");
  const missing = Object.keys(errors).length;

  return (
    <div class="stack stack-5">
      <Top
        title={t(draft.isEmergency ? "staffCompose.kindTitle.emergency" : "staffCompose.title")}
        back={{ href: BACK, label: t("staffNotice.list.title") }}
      >
        <SavedState state={state} />
        <Discard state={state} />
      </Top>
      {state.isRestored && <Note tone="mute">{t("staffCompose.restored")}</Note>}
      {missing > 0 && (
        <Note tone="danger" role="alert">
          <p>
            <T k="staffCompose.error.summary" values={{ n: missing }} />
          </p>
        </Note>
      )}
      {isSent && <AlreadySent />}
      {checking.error && !isSent && <Failure error={checking.error} />}
      <div class="grid grid--compose">
        <form
          ref={form}
          class="stack stack-5"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            checking.run();
          }}
        >
          <What draft={draft} errors={errors} change={change} />
          <Whom draft={draft} errors={errors} change={change} stock={stock} />
          <Texts draft={draft} errors={errors} change={change} stock={stock} />
        </form>
        <div class="stack stack-5 compose-side">
          <ReachPane state={reach} />
          <Previews reach={reach.reach} notice={sampleOf(draft, stock, now)} />
        </div>
      </div>
      <div class="foot-bar">
        <p class="second sm">
          {reach.reach ? (
            <T
              k="staffCompose.footCount"
              values={{ households: t("staff.households", { n: reach.reach.households }) }}
            />
          ) : (
            <T k="staffCompose.foot" />
          )}
        </p>
        <Button icon="send" busy={checking.busy} onClick={checking.run}>
          {t("staffCompose.check")}
        </Button>
      </div>
      {ready && (
        <Confirm
          input={ready.input}
          reach={ready.reach}
          sending={sending}
          onClose={() => {
            setReady(null);
            sending.clear();
          }}
        />
      )}
    </div>
  );
}

/** Writing a notice: what and when, for whom, in which words; beside it whom it reaches and how it looks there. */
export function ComposePage() {
  const session = useSession();
  const may = useMay();
  const { stock, error, refresh } = useStock();
  if (session.kind !== "staff" || !may("writeNotices")) return <NotYours title={t("staffCompose.title")} />;
  if (stock && stock.houses.size > 0) return <Composer staff={session.staff} stock={stock} />;
  return (
    <div class="stack stack-5">
      <Top title={t("staffCompose.title")} back={{ href: BACK, label: t("staffNotice.list.title") }} />
      {error && <Failure error={error} retry={refresh} />}
      {!error && !stock && <SkeletonList label={t("staffCompose.placesLoading")} rows={6} />}
      {stock && (
        <Empty icon="house">
          <p>{t("staffCompose.noPlaces")}</p>
        </Empty>
      )}
    </div>
  );
}
