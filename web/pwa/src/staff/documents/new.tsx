import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { asPortalError } from "@/api/use-query";
import { t } from "@/i18n";
import { berlin } from "@/i18n/format";
import { T } from "@/i18n/rich";
import { Failure, Note } from "@/shared/feedback";
import { Button, ErrorText } from "@/shared/form";
import { Icon } from "@/shared/icon";
import { useLocation } from "@/shared/router";

import { newMutationId } from "../compose/form";
import { Chips } from "../parts/chips";
import { NotYours } from "../parts/not-yours";
import { Pane, Top } from "../parts/pane";
import { useMay } from "../role";
import { Drop } from "../upload/drop";
import { useUpload } from "../upload/use-upload";
import { ConfirmDocument, ReachSentence, type Reach } from "./confirm";
import { PublishDocument, type DocumentInput } from "./documents.generated";
import { check, defaultsFor, toInput, type Errors, type Fields, type Target } from "./form";
import { MemberField } from "./member-target";
import { PlaceField } from "./place-target";
import { WhatPane } from "./what";

type Kind = Target["kind"];
const KINDS: readonly Kind[] = ["member", "house", "district"];

interface TargetPaneProps {
  readonly kind: Kind;
  readonly target: Target | null;
  readonly error: string | undefined;
  readonly onKind: (kind: Kind) => void;
  readonly onTarget: (target: Target | null) => void;
}

function TargetPane({ kind, target, error, onKind, onTarget }: TargetPaneProps) {
  return (
    <Pane title={t("staffDocument.target")}>
      <Chips
        label={t("staffDocument.targets")}
        options={KINDS.map((value) => ({ value, label: t(`staffDocument.targetKind.${value}`) }))}
        value={kind}
        onValue={onKind}
      />
      {kind === "member" ? (
        <MemberField target={target?.kind === "member" ? target : null} onTarget={onTarget} />
      ) : (
        <PlaceField
          key={kind}
          kind={kind}
          id={target && target.kind !== "member" ? target.id : null}
          onPlace={(place) => {
            onTarget(place && { kind, ...place });
          }}
        />
      )}
      {error && <ErrorText id="document-target-error">{error}</ErrorText>}
    </Pane>
  );
}

interface Published {
  readonly reach: Reach;
  readonly url: string | null;
  readonly target: Target;
  readonly title: string;
}

interface DoneProps {
  readonly published: Published;
  readonly onNext: (target: Target | null) => void;
}

function Done({ published: { reach, url, target, title }, onNext }: DoneProps) {
  return (
    <div class="card card--roomy stack stack-5 measure">
      <span class="tile tile--lg tile--ok">
        <Icon name="ok" size="lg" />
      </span>
      <Top title={t("staffDocument.done")} sub={`${title} · ${target.name}`} />
      <p>
        <ReachSentence reach={reach} /> {reach.byMail > 0 && t("staffDocument.doneText")}
      </p>
      <div class="actions">
        <Button
          onClick={() => {
            onNext(null);
          }}
        >
          {t("staffDocument.next")}
        </Button>
        <Button
          look="second"
          onClick={() => {
            onNext(target);
          }}
        >
          {t("staffDocument.nextSame", { name: target.name })}
        </Button>
        {url && (
          <a class="btn btn--quiet" href={url} target="_blank" rel="noopener">
            {t("staffDocument.look")}
          </a>
        )}
      </div>
    </div>
  );
}

interface Ready {
  readonly input: DocumentInput;
  readonly reach: Reach;
}

interface FormProps {
  readonly first: Target | null;
  readonly onDone: (published: Published) => void;
}

const ABOUT_PERIOD = new Set(["periodFrom", "periodUntil"]);

function DocumentForm({ first, onDone }: FormProps) {
  const year = berlin(new Date()).year - 1;
  const [kind, setKind] = useState<Kind>(first?.kind ?? "member");
  const [target, setTarget] = useState<Target | null>(first);
  const [fields, setFields] = useState<Fields>(() => defaultsFor("OPERATING_COSTS", year));
  const [checked, setChecked] = useState(false);
  const [nobody, setNobody] = useState(false);
  const [ready, setReady] = useState<Ready | null>(null);
  const [mutationId] = useState(newMutationId);
  const upload = useUpload("document");
  const errors: Errors = checked ? check(fields, target, upload.id) : {};

  const checking = useAction(async () => {
    setChecked(true);
    setNobody(false);
    if (!target || !upload.id || Object.keys(check(fields, target, upload.id)).length > 0) return;
    const input = toInput(fields, target, upload.id);
    try {
      const { publishDocument } = await request(PublishDocument, { input, clientMutationId: mutationId, dryRun: true });
      setReady({ input, reach: publishDocument });
    } catch (reason) {
      const error = asPortalError(reason);
      if (error.code === "not_found" && error.field === "uploadId") upload.fail(error);
      else if (error.code === "invalid_input" && ABOUT_PERIOD.has(error.field ?? "")) setNobody(true);
      else throw error;
    }
  });
  const publishing = useAction(async () => {
    if (!ready || !target) return;
    const { publishDocument } = await request(PublishDocument, {
      input: ready.input,
      clientMutationId: mutationId,
      dryRun: false,
    });
    setReady(null);
    onDone({ reach: publishDocument, url: publishDocument.document?.url ?? null, target, title: ready.input.title });
  });

  return (
    <div class="stack stack-5 form-column">
      <Top title={t("staffDocument.title")} />
      <Pane title={t("staffDocument.file")}>
        <Drop
          purpose="document"
          upload={upload}
          label={t("staffDocument.drop")}
          formats={t("staffDocument.formats")}
          error={errors.file}
        />
      </Pane>
      <TargetPane
        kind={kind}
        target={target}
        error={errors.target}
        onKind={(next) => {
          setKind(next);
          setTarget(null);
        }}
        onTarget={setTarget}
      />
      <WhatPane fields={fields} errors={errors} year={year} onFields={setFields} />
      {nobody && (
        <Note tone="danger" role="alert">
          <p>
            <T k="staffDocument.error.nobody" />
          </p>
        </Note>
      )}
      {checking.error && <Failure error={checking.error} />}
      <div class="row">
        <Button icon="eye" busy={checking.busy} onClick={checking.run}>
          {t("staffDocument.check")}
        </Button>
      </div>
      {ready && target && (
        <ConfirmDocument
          input={ready.input}
          filename={upload.file?.name ?? ""}
          forWhom={target.name}
          reach={ready.reach}
          publishing={publishing}
          onClose={() => {
            setReady(null);
            publishing.clear();
          }}
        />
      )}
    </div>
  );
}

function fromAddress(search: URLSearchParams): Target | null {
  const memberId = search.get("mitglied");
  return memberId ? { kind: "member", memberId, contractId: null, name: "" } : null;
}

/** One document for one reader or one place: file, whose, what; then who will see it; then it lies ready. */
export function NewDocumentPage() {
  const may = useMay();
  const { search, visit } = useLocation();
  if (!may("publishDocuments")) return <NotYours title={t("staffDocument.title")} />;
  return <NewDocument key={visit} search={search} />;
}

function NewDocument({ search }: { search: URLSearchParams }) {
  const [published, setPublished] = useState<Published | null>(null);
  const [first, setFirst] = useState<Target | null>(() => fromAddress(search));
  const [turn, setTurn] = useState(0);
  if (published) {
    return (
      <Done
        published={published}
        onNext={(target) => {
          setFirst(target);
          setPublished(null);
          setTurn(turn + 1);
        }}
      />
    );
  }
  return <DocumentForm key={turn} first={first} onDone={setPublished} />;
}
