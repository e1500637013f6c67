import { useEffect, useState } from "preact/hooks";

import { LONG_MS, request } from "@/api/client";
import type { PortalError } from "@/api/errors";
import { useAction, type Action } from "@/api/use-action";
import { asPortalError } from "@/api/use-query";
import { t } from "@/i18n";
import { windowLong } from "@/i18n/format";
import { T } from "@/i18n/rich";
import { Failure, Note, SkeletonList } from "@/shared/feedback";
import { Button, TextField } from "@/shared/form";
import { NotFound } from "@/shared/not-found";
import { useNow } from "@/shared/now";
import { navigate } from "@/shared/router";
import { useSession } from "@/shared/session";

import { Dialog, SafeButton } from "../parts/dialog";
import { NotYours } from "../parts/not-yours";
import { Pane, Top } from "../parts/pane";
import { useStock, type Stock } from "../places/stock";
import { useMay } from "../role";
import {
  ChangeNotice,
  Posted as PostedQuery,
  TranslateNotice,
  type ChangeNoticeMutation,
  type NoticeInput,
} from "./compose.generated";
import { Discard, SavedState } from "./draft-state";
import { newMutationId } from "./form";
import { begin, checkPosted, inputOf, isSameAudience, isTranslated, type Begun, type Posted } from "./posted";
import { ReachPane } from "./reach-pane";
import { Texts } from "./texts";
import { Translate } from "./translate";
import { useEdited } from "./use-draft";
import { useReach } from "./use-reach";
import { What } from "./what";
import { Whom } from "./whom";

const HOME = "/verwaltung/aushaenge";
const LONGEST_WORD = 300;

type Counts = ChangeNoticeMutation["changeNotice"];

interface Ready {
  readonly input: NoticeInput;
  readonly counts: Counts;
  /** One for each look at it: pressed twice it is told once. */
  readonly mutationId: string;
}

/** Why nothing was sent, where the server says more than that it failed. */
function Refused({ error }: { error: PortalError }) {
  switch (error.code) {
    case "conflict":
      return (
        <Note tone="warn" role="alert">
          <p>{t("staffCompose.edit.conflict")}</p>
        </Note>
      );
    case "approval_required":
      return (
        <Note tone="warn" role="alert">
          <p>{t("staffCompose.edit.wide")}</p>
        </Note>
      );
    default:
      return <Failure error={error} />;
  }
}

function Told({ counts }: { counts: Counts }) {
  const { told, joined, left, untold } = counts;
  return (
    <ul class="bullets">
      {told > 0 && (
        <li>
          <T k="staffNotice.reach.later.counts" values={{ n: told }} />
        </li>
      )}
      {joined > 0 && <li>{t("staffCompose.edit.joined", { n: joined })}</li>}
      {left > 0 && <li>{t("staffCompose.edit.left", { n: left })}</li>}
      {untold > 0 && <li>{t("staffCompose.edit.untold", { n: untold })}</li>}
      {told + joined + left + untold === 0 && <li>{t("staffCompose.edit.nobody")}</li>}
    </ul>
  );
}

interface LastLookProps {
  readonly ready: Ready;
  readonly telling: Action<[]>;
  readonly onClose: () => void;
}

/** The last look before the change goes out: what holds then, and who is told. */
function LastLook({ ready: { input, counts }, telling, onClose }: LastLookProps) {
  const start = input.startsAt ? new Date(input.startsAt) : null;
  const end = input.endsAt ? new Date(input.endsAt) : null;
  return (
    <Dialog
      title={t("staffCompose.edit.ask")}
      busy={telling.busy}
      onClose={onClose}
      foot={
        <>
          <Button look="danger-second" icon="send" busy={telling.busy} onClick={telling.run}>
            {t("staffNotice.reach.later.go")}
          </Button>
          <SafeButton onClick={onClose}>{t("staffNotice.reach.later.back")}</SafeButton>
        </>
      }
    >
      <p>
        <b>{input.title}</b>
      </p>
      {start && <p>{windowLong({ start, end })}</p>}
      <Told counts={counts} />
      {telling.error && <Refused error={telling.error} />}
    </Dialog>
  );
}

function AudiencePart({ begun, children }: { begun: Begun; children: preact.ComponentChildren }) {
  const [isOpen, setOpen] = useState(false);
  if (isOpen) return <>{children}</>;
  const names = begun.posted.audience.filter(({ isExclusion }) => !isExclusion).map(({ name }) => name || "…");
  const without = begun.posted.audience.filter(({ isExclusion }) => isExclusion).map(({ name }) => name || "…");
  return (
    <Pane title={t("staffCompose.audience")}>
      <p>
        {names.join(", ")}
        {without.length > 0 && ` (${t("staffApproval.without")} ${without.join(", ")})`}
      </p>
      {begun.isAudienceLost && <p class="sm second">{t("staffCompose.edit.audienceLost")}</p>}
      <div>
        <Button
          look="second"
          icon="house"
          onClick={() => {
            setOpen(true);
          }}
        >
          {t("staffCompose.edit.audience")}
        </Button>
      </div>
    </Pane>
  );
}

interface EditorProps {
  readonly begun: Begun;
  readonly stock: Stock;
  readonly staffId: string;
}

function Editor({ begun, stock, staffId }: EditorProps) {
  const { posted } = begun;
  const now = useNow();
  const state = useEdited(`${staffId}.${posted.id}.${String(posted.revision)}`, begun.draft);
  const { draft, change } = state;
  const [word, setWord] = useState("");
  const [isTried, setTried] = useState(false);
  const [ready, setReady] = useState<Ready | null>(null);
  const input = inputOf(begun, draft, stock);
  const reach = useReach(input.audience.length > 0 ? input : null);
  const errors = isTried ? checkPosted(begun, draft, stock, now) : {};
  const missing = Object.keys(errors).length;

  const checking = useAction(async () => {
    setTried(true);
    if (Object.keys(checkPosted(begun, draft, stock, new Date())).length > 0) return;
    if (isTranslated(begun, input, stock)) {
      await request(TranslateNotice, { id: posted.id, translations: input.translations ?? [] });
      state.leave();
      navigate(`${HOME}/${posted.id}`, { replace: true });
      return;
    }
    const mutationId = newMutationId();
    const variables = { id: posted.id, input, word, clientMutationId: `${mutationId}-dry`, dryRun: true };
    const { changeNotice } = await request(ChangeNotice, variables, { timeoutMs: LONG_MS });
    setReady({ input, counts: changeNotice, mutationId });
  });

  const telling = useAction(async () => {
    if (!ready) return;
    const variables = { id: posted.id, input: ready.input, word, clientMutationId: ready.mutationId, dryRun: false };
    await request(ChangeNotice, variables, { timeoutMs: LONG_MS });
    state.leave();
    navigate(`${HOME}/${posted.id}`, { replace: true });
  });

  const part = { draft, change, errors };
  return (
    <div class="stack stack-5">
      <Top title={t("staffCompose.edit.title")} back={{ href: `${HOME}/${posted.id}`, label: posted.title }}>
        <SavedState state={state} />
        <Discard state={state} />
      </Top>
      <Note tone="mute">{t("staffCompose.edit.intro")}</Note>
      {missing > 0 && (
        <Note tone="danger" role="alert">
          <p>
            <T k="staffCompose.error.summary" values={{ n: missing }} />
          </p>
        </Note>
      )}
      <div class="grid grid--compose">
        <form
          class="stack stack-5"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            checking.run();
          }}
        >
          <What {...part} isPosted />
          <AudiencePart begun={begun}>
            <Whom {...part} stock={stock} />
          </AudiencePart>
          <Texts {...part} stock={stock} />
          <Translate draft={draft} change={change} reach={reach.reach} />
          <Pane title={t("staffCompose.edit.word")}>
            <TextField
              label={t("staffNotice.reach.word")}
              hint={t("staffCompose.edit.wordHint")}
              value={word}
              onValue={setWord}
              input={{ maxLength: LONGEST_WORD }}
            />
          </Pane>
        </form>
        <div class="stack stack-5 compose-side">
          <ReachPane state={reach} />
        </div>
      </div>
      <div class="foot-dock">
        {checking.error && <Refused error={checking.error} />}
        <div class="foot-bar">
          <p class="second sm">
            {t(isSameAudience(begun, draft) ? "staffCompose.edit.foot" : "staffCompose.edit.footAudience")}
          </p>
          <Button icon="send" busy={checking.busy} onClick={checking.run}>
            {t("staffCompose.edit.check")}
          </Button>
        </div>
      </div>
      {ready && (
        <LastLook
          ready={ready}
          telling={telling}
          onClose={() => {
            setReady(null);
            telling.clear();
          }}
        />
      )}
    </div>
  );
}

interface Found {
  readonly notice: Posted | "missing" | "over" | null;
  readonly error: PortalError | null;
}

function isKnown(notice: NonNullable<Awaited<ReturnType<typeof ask>>>): notice is Posted {
  return notice.audience !== null && notice.translations !== null;
}

async function ask(id: string) {
  return (await request(PostedQuery, { id })).notice;
}

/** As it stands now, asked for once: what is being typed is never replaced by a later answer. */
function usePosted(id: string, turn: number): Found {
  const [found, setFound] = useState<Found>({ notice: null, error: null });
  useEffect(() => {
    let isCurrent = true;
    ask(id).then(
      (notice) => {
        if (!isCurrent) return;
        if (!notice || !isKnown(notice)) setFound({ notice: "missing", error: null });
        else setFound({ notice: notice.state === "PUBLISHED" ? notice : "over", error: null });
      },
      (reason: unknown) => {
        if (isCurrent) setFound({ notice: null, error: asPortalError(reason) });
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [id, turn]);
  return found;
}

function Loading({ id, staffId }: { id: string; staffId: string }) {
  const [turn, setTurn] = useState(0);
  const { stock, error: stockError, refresh } = useStock();
  const { notice, error } = usePosted(id, turn);
  const may = useMay();
  if (notice === "missing" || error?.code === "not_found" || error?.code === "invalid_input") {
    return <NotFound home={HOME} />;
  }
  if (stock && notice && notice !== "over") {
    if (notice.urgency === "URGENT" && !may("sendUrgent")) return <NotYours title={t("staffCompose.edit.title")} />;
    return <Opened notice={notice} stock={stock} staffId={staffId} />;
  }
  const failure = error ?? stockError;
  return (
    <div class="stack stack-5">
      <Top title={t("staffCompose.edit.title")} back={{ href: `${HOME}/${id}`, label: t("staffCompose.edit.back") }} />
      {failure ? (
        <Failure
          error={failure}
          retry={() => {
            refresh();
            setTurn(turn + 1);
          }}
        />
      ) : notice === "over" ? (
        <Note>{t("staffCompose.edit.over")}</Note>
      ) : (
        <SkeletonList label={t("staffCompose.placesLoading")} rows={6} />
      )}
    </div>
  );
}

function Opened({ notice, stock, staffId }: { notice: Posted; stock: Stock; staffId: string }) {
  const [begun] = useState(() => begin(notice, stock));
  return <Editor begun={begun} stock={stock} staffId={staffId} />;
}

/** Other texts, another time or other houses for what hangs already: tried first, then told to whom it concerns. */
export function EditPage({ params }: { params: Readonly<Record<string, string>> }) {
  const session = useSession();
  const may = useMay();
  if (session.kind !== "staff" || !may("writeNotices")) return <NotYours title={t("staffCompose.edit.title")} />;
  const id = params["id"] ?? "";
  return <Loading key={id} id={id} staffId={session.staff.id} />;
}
