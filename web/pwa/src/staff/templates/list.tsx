import { useState } from "preact/hooks";

import { request } from "@/api/client";
import type { NoticeKind } from "@/api/types";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { dateTime } from "@/i18n/format";
import { Failure, Note, SkeletonList } from "@/shared/feedback";
import { Button, TextField } from "@/shared/form";
import { Icon } from "@/shared/icon";
import { kindIcon, kindName } from "@/shared/notice/kind";
import { navigate, useLocation } from "@/shared/router";

import { TextArea } from "../compose/area";
import { hasAdvice, KINDS, linesOf, templateFor, type Words } from "../compose/kinds";
import { Ask } from "../parts/ask";
import { Pane } from "../parts/pane";
import { State } from "../parts/state";
import { useTemplates, type OwnTemplate } from "./own";
import { ResetNoticeTemplate, SaveNoticeTemplate } from "./templates.generated";

export const TEMPLATES = "/verwaltung/aushaenge/vorlagen";

function Line({ kind, own }: { kind: NoticeKind; own: OwnTemplate | undefined }) {
  return (
    <li>
      <a class="item" href={`${TEMPLATES}?art=${kind}`}>
        <span class="tile">
          <Icon name={kindIcon(kind)} />
        </span>
        <span>
          <span class="item__title">{kindName(kind)}</span>
          <span class="item__meta">
            {own
              ? t("staffTemplate.changed", { by: own.by || "–", date: dateTime(new Date(own.changedAt)) })
              : t("staffTemplate.portal")}
          </span>
        </span>
        {own ? (
          <State tone="brand" icon="edit">
            {t("staffTemplate.own")}
          </State>
        ) : (
          <Icon name="next" turn />
        )}
      </a>
    </li>
  );
}

interface EditorProps {
  readonly kind: NoticeKind;
  readonly own: OwnTemplate | undefined;
  readonly onSaved: () => void;
}

const ADVICE = ["before", "during", "after"] as const;

function Editor({ kind, own, onSaved }: EditorProps) {
  const [words, setWords] = useState<Words>(() => templateFor(kind));
  const [isAsked, setAsked] = useState(false);
  const change = (next: Partial<Words>): void => {
    setWords((last) => ({ ...last, ...next }));
  };
  const close = (): void => {
    onSaved();
    navigate(TEMPLATES);
  };
  const saving = useAction(async () => {
    const input = {
      kind,
      title: words.title.trim(),
      body: words.body.trim(),
      adviceBefore: linesOf(words.before),
      adviceDuring: linesOf(words.during),
      adviceAfter: linesOf(words.after),
    };
    await request(SaveNoticeTemplate, { input });
    close();
  });
  const resetting = useAction(async () => {
    await request(ResetNoticeTemplate, { kind });
    close();
  });
  return (
    <Pane title={t("staffTemplate.title", { kind: kindName(kind) })}>
      <p class="second">{t("staffTemplate.intro")}</p>
      <TextField
        label={t("staffTemplate.noticeTitle")}
        hint={kind === "BULLETIN" ? undefined : t("staffTemplate.titleHint")}
        value={words.title}
        onValue={(title) => {
          change({ title });
        }}
        input={{ maxLength: 160 }}
      />
      <TextArea
        label={t("staffCompose.body")}
        hint={t("staffCompose.bodyHint")}
        rows={5}
        value={words.body}
        onValue={(body) => {
          change({ body });
        }}
      />
      {hasAdvice(kind) && (
        <fieldset class="stack stack-3">
          <legend class="label">{t("staffCompose.advice")}</legend>
          <p class="hint">{t("staffCompose.adviceHint")}</p>
          {ADVICE.map((part) => (
            <TextArea
              key={part}
              label={t(`staffCompose.${part}`)}
              value={words[part]}
              onValue={(text) => {
                change({ [part]: text });
              }}
            />
          ))}
          <Note tone="mute">{t("staffTemplate.languages")}</Note>
        </fieldset>
      )}
      {saving.error && <Failure error={saving.error} />}
      <div class="row row--tight">
        <Button busy={saving.busy} onClick={saving.run}>
          {t("staffTemplate.save")}
        </Button>
        <a class="btn btn--second" href={TEMPLATES}>
          {t("staffTemplate.back")}
        </a>
        {own && (
          <Button
            look="quiet"
            onClick={() => {
              setAsked(true);
            }}
          >
            {t("staffTemplate.reset")}
          </Button>
        )}
      </div>
      {isAsked && (
        <Ask
          title={t("staffTemplate.resetAsk")}
          yes={t("staffTemplate.reset")}
          no={t("staffTemplate.resetNo")}
          action={resetting}
          onYes={resetting.run}
          onClose={() => {
            setAsked(false);
          }}
        >
          <p>{t("staffTemplate.resetText")}</p>
        </Ask>
      )}
    </Pane>
  );
}

/** What each kind of notice begins with, and the way to change it for everybody. */
export function TemplateList() {
  const { templates, error, refresh } = useTemplates();
  const asked = useLocation().search.get("art");
  const kind = KINDS.find((one) => one === asked);
  if (!templates) {
    return error ? (
      <Failure error={error} retry={refresh} />
    ) : (
      <SkeletonList label={t("staffTemplate.loading")} rows={6} />
    );
  }
  if (kind) {
    return <Editor key={kind} kind={kind} own={templates.find((one) => one.kind === kind)} onSaved={refresh} />;
  }
  return (
    <Pane title={t("staffTemplate.list")} flush>
      <ul class="list">
        {KINDS.map((one) => (
          <Line key={one} kind={one} own={templates.find((found) => found.kind === one)} />
        ))}
      </ul>
    </Pane>
  );
}
