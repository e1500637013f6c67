import { t } from "@/i18n";
import type { Tenant } from "@/api/types";
import { Button } from "@/shared/form";
import { Icon, Mark } from "@/shared/icon";
import { getsMails } from "@/shared/mail-broken";
import { Heading } from "@/shared/page";
import { usePortal } from "@/shared/portal";

import { PushHelp } from "./help";
import { InstallHelp } from "./install";
import type { PushState } from "./machine";
import { usePush } from "./use-push";

interface QuestionProps {
  readonly tenant: Tenant;
  /** The way on when the person is done here; also "Nein". */
  readonly onDone: () => void;
  readonly busy?: boolean;
}

/** What a notification looks like, with the person's own house in it. */
function Example({ tenant }: { tenant: Tenant }) {
  const portal = usePortal();
  const place = tenant.homes[0]?.house.address ?? t("push.example.place");
  return (
    <div class="push">
      <Mark />
      <small>{portal?.shortName ?? t("common.portal")}</small>
      <b>{t("push.example.title")}</b>
      <p>{t("push.example.text", { place })}</p>
    </div>
  );
}

function Reasons() {
  return (
    <section class="card stack stack-3" aria-labelledby="why">
      <h2 id="why">{t("push.why")}</h2>
      <ul class="ticks">
        <li>
          <Icon name="bell" />
          <span>{t("push.why1")}</span>
        </li>
        <li>
          <Icon name="lock" />
          <span>{t("push.why2")}</span>
        </li>
        <li>
          <Icon name="gear" />
          <span>{t("push.why3")}</span>
        </li>
      </ul>
    </section>
  );
}

/** States in which the tap may still change something. */
const ASKABLE: ReadonlySet<PushState["kind"]> = new Set(["checking", "off", "asking", "hanging", "failed"]);

/** First the explanation with a picture, then a tap, then the browser's own question. */
export function PushQuestion({ tenant, onDone, busy = false }: QuestionProps) {
  const { state, turnOn } = usePush();
  const canAsk = ASKABLE.has(state.kind);
  const mails = getsMails(tenant);
  const busyAsking = state.kind === "asking" || state.kind === "checking";
  return (
    <div class="stack stack-6">
      <div class="cols cols--half">
        <section class="card card--roomy stack stack-5">
          <span class="tile tile--lg">
            <Icon name="bell" size="lg" />
          </span>
          <Heading title={t("push.title")} />
          <p>{t("push.text")}</p>
          <Example tenant={tenant} />
          <p class="second sm">{t("push.service")}</p>
          <PushHelp state={state} mails={mails} />
          <div class="actions">
            {canAsk && (
              <Button large icon="check" busy={busyAsking} onClick={turnOn}>
                {state.kind === "asking" ? t("push.working") : t("push.yes")}
              </Button>
            )}
            <Button large look={state.kind === "on" ? undefined : "second"} busy={busy} onClick={onDone}>
              {canAsk ? t(mails ? "push.no" : "push.noThanks") : t("common.next")}
            </Button>
          </div>
        </section>
        <Reasons />
      </div>
      {state.kind === "needsInstall" && <InstallHelp />}
    </div>
  );
}
