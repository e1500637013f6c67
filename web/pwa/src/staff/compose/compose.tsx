import type { ComponentChildren } from "preact";

import { t } from "@/i18n";
import { dateTime } from "@/i18n/format";
import { T } from "@/i18n/rich";
import { Empty, Failure, Note, SkeletonList } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { useNow } from "@/shared/now";
import { usePortal } from "@/shared/portal";
import { navigate, useLocation } from "@/shared/router";
import { useSession, type StaffSession } from "@/shared/session";

import { failureText } from "../drafts/failure";
import { NotYours } from "../parts/not-yours";
import { Top } from "../parts/pane";
import { useStock, type Stock } from "../places/stock";
import { useMay } from "../role";
import { useTemplates } from "../templates/own";
import { Confirm } from "./confirm";
import { Discard, SavedState } from "./draft-state";
import { newDraft, newMutationId, toInput } from "./form";
import { useOpened, type Opened } from "./opened";
import { Previews } from "./previews";
import { ReachPane } from "./reach-pane";
import { sampleOf } from "./sample";
import { Texts } from "./texts";
import { Translate } from "./translate";
import { useDraft, type DraftState } from "./use-draft";
import { useReach, type ReachState } from "./use-reach";
import { useSend, type Send } from "./use-send";
import { What } from "./what";
import { Whom } from "./whom";

const BACK = "/verwaltung/aushaenge";

/** How much is missing, above the form; each field says the rest. */
function Missing({ send }: { send: Send }) {
  const missing = Object.keys(send.errors).length;
  if (missing === 0) return null;
  return (
    <Note tone="danger" role="alert">
      <p>
        <T k="staffCompose.error.summary" values={{ n: missing }} />
      </p>
    </Note>
  );
}

/** Why the button led nowhere, right above it: the form is long, and its head is out of sight by then. */
function Refused({ send }: { send: Send }) {
  if (send.isSent) {
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
  return send.checking.error && <Failure error={send.checking.error} />;
}

function Foot({ reach, send }: { reach: ReachState; send: Send }) {
  return (
    <div class="foot-dock">
      <Refused send={send} />
      <div class="foot-bar">
        <p class="second sm">
          {reach.reach ? (
            <T
              k="staffCompose.footCount"
              values={{ households: t("staff.households", { n: reach.reach.households }) }}
            />
          ) : (
            <>
              <T k="staffCompose.foot" /> <span class="wide-only">{t("staffCompose.footHint")}</span>
            </>
          )}
        </p>
        <Button icon="send" busy={send.checking.busy} onClick={send.checking.run}>
          {t(send.isChange ? "staffApproval.check" : "staffCompose.check")}
        </Button>
      </div>
    </div>
  );
}

interface WriterProps {
  readonly stock: Stock;
  readonly state: DraftState;
  readonly title: string;
  readonly back: { readonly href: string; readonly label: string };
  /** The request for approval that is changed; null where a new notice is written. */
  readonly approvalId: string | null;
  /** What to know before writing. */
  readonly children?: ComponentChildren;
}

/** The form, whom it reaches, and the last look. */
export function Writer({ stock, state, title, back, approvalId, children }: WriterProps) {
  const now = useNow();
  const { draft, change } = state;
  const input = toInput(draft, stock);
  const reach = useReach(input.audience.length > 0 ? input : null);
  const keep = async (): Promise<string | null> => (state.kept ? state.kept.now() : null);
  const send = useSend(draft, stock, now, approvalId, keep, (path) => {
    // What is planned stays a draft until its moment; everything else is one no more.
    if (path.startsWith(`${BACK}/geplant/`)) state.leave();
    else state.discard();
    navigate(path, { replace: true });
  });
  const part = { draft, change, errors: send.errors };
  return (
    <div class="stack stack-5">
      <Top title={title} back={back}>
        <SavedState state={state} />
        <Discard state={state} />
      </Top>
      {children}
      <Missing send={send} />
      <div class="grid grid--compose">
        <form
          class="stack stack-5"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            send.checking.run();
          }}
        >
          <What {...part} />
          <Whom {...part} stock={stock} />
          <Texts {...part} stock={stock} />
          <Translate draft={draft} change={change} reach={reach.reach} />
        </form>
        <div class="stack stack-5 compose-side">
          <ReachPane state={reach} />
          <Previews reach={reach.reach} notice={sampleOf(draft, stock, now)} />
        </div>
      </div>
      <Foot reach={reach} send={send} />
      {send.ready && <Confirm input={send.ready.input} reach={send.ready.reach} send={send} onClose={send.close} />}
    </div>
  );
}

interface ComposerProps {
  readonly staff: StaffSession["staff"];
  readonly stock: Stock;
  readonly opened: Opened | null;
}

function Composer({ staff, stock, opened }: ComposerProps) {
  const portal = usePortal();
  const { search } = useLocation();
  const contact = portal
    ? t("staffCompose.contactDefault", { phone: portal.servicePhone, hours: portal.serviceHours })
    : "";
  const asked = search.getAll("haus").filter((id) => stock.houses.has(id));
  const begun = opened && { ...newDraft(contact), ...opened.content, mutationId: newMutationId() };
  const state = useDraft(staff.id, contact, asked, stock, begun);
  return (
    <Writer
      stock={stock}
      state={state}
      title={t(state.draft.isEmergency ? "staffCompose.kindTitle.emergency" : "staffCompose.title")}
      back={{ href: BACK, label: t("staffNotice.list.title") }}
      approvalId={null}
    >
      {opened && <Note tone="mute">{t("staffDraft.opened", { date: dateTime(opened.savedAt) })}</Note>}
      {opened?.failure && (
        <Note tone="warn">
          <p>{t("staffDraft.list.failed", { why: failureText(opened.failure) })}</p>
        </Note>
      )}
      {state.isRestored && <Note tone="mute">{t("staffCompose.restored")}</Note>}
    </Writer>
  );
}

/** Writing a notice: what and when, for whom, in which words; beside it whom it reaches and how it looks there. */
export function ComposePage() {
  const draftId = useLocation().search.get("entwurf");
  return <WithDraft key={draftId} draftId={draftId} />;
}

function WithDraft({ draftId }: { draftId: string | null }) {
  const session = useSession();
  const may = useMay();
  const { stock, error, refresh } = useStock();
  const draft = useOpened(draftId);
  const templates = useTemplates();
  if (session.kind !== "staff" || !may("writeNotices")) return <NotYours title={t("staffCompose.title")} />;
  if (stock && stock.houses.size > 0 && draft.isReady && templates.isReady) {
    return <Composer staff={session.staff} stock={stock} opened={draft.opened} />;
  }
  return (
    <div class="stack stack-5">
      <Top title={t("staffCompose.title")} back={{ href: BACK, label: t("staffNotice.list.title") }} />
      {error && <Failure error={error} retry={refresh} />}
      {draft.error && <Failure error={draft.error} />}
      {!error && !draft.error && !(stock && draft.isReady && templates.isReady) && (
        <SkeletonList label={t("staffCompose.placesLoading")} rows={6} />
      )}
      {stock?.houses.size === 0 && (
        <Empty icon="house">
          <p>{t("staffCompose.noPlaces")}</p>
        </Empty>
      )}
    </div>
  );
}
