import { useState } from "preact/hooks";

import { t } from "@/i18n";
import { time } from "@/i18n/format";
import { rich, T } from "@/i18n/rich";
import { Failure, Note } from "@/shared/feedback";
import { Icon, type IconName } from "@/shared/icon";

import { Pane } from "../parts/pane";
import { State } from "../parts/state";
import { Table } from "../parts/table";
import type { Reach, ReachState } from "./use-reach";

/** What the server asks staff to think about, in words. */
export function warningText(code: string, reach: Pick<Reach, "households">, now: Date): string {
  switch (code) {
    case "night":
      return t("staffCompose.warning.night", {
        time: time(now),
        households: t("staff.households", { n: reach.households }),
      });
    case "window_begun":
    case "contact_missing":
    case "wide":
    case "meeting":
    case "nobody":
    case "language_missing":
    case "modernisation":
    case "rent_increase":
    case "termination":
      return t(`staffCompose.warning.${code}`);
    default:
      return t("staffCompose.warning.other");
  }
}

export function Warnings({ reach, codes }: { reach: Reach; codes: readonly string[] }) {
  const now = new Date();
  return (
    <>
      {codes.map((code) => (
        <Note key={code} tone="warn" icon={code === "night" ? "clock" : "warning"}>
          <p>{rich(warningText(code, reach, now))}</p>
        </Note>
      ))}
    </>
  );
}

function Tally({ icon, text }: { icon: IconName; text: string }) {
  return (
    <div>
      <Icon name={icon} />
      <span>{rich(text)}</span>
    </div>
  );
}

function Houses({ reach }: { reach: Reach }) {
  const [open, setOpen] = useState(false);
  return (
    <details
      class="more"
      open={open}
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary>
        {t("staffCompose.reach.houses")} <span class="num quiet">{reach.houses.length}</span>
      </summary>
      {open && (
        <Table
          label={t("staffCompose.reach.houses")}
          heads={[t("staffCompose.reach.house"), t("staffStock.households")]}
          lastAtEnd
        >
          {reach.houses.map(({ house, households }) => (
            <tr key={house.id}>
              <td>{house.address}</td>
              <td class="end num">{households}</td>
            </tr>
          ))}
        </Table>
      )}
    </details>
  );
}

function Numbers({ reach }: { reach: Reach }) {
  return (
    <>
      <div class="row">
        <p class="headline-count">{reach.households.toLocaleString("de")}</p>
        <p class="second">
          {t("staffCompose.reach.households", { n: reach.households })}
          <br />
          {t("staff.persons", { n: reach.members })}
        </p>
      </div>
      <div class="tally">
        <Tally icon="device" text={t("staffCompose.reach.byPush", { n: reach.byPush })} />
        <Tally icon="mail" text={t("staffCompose.reach.byMail", { n: reach.byMail })} />
        <Tally icon="paper" text={t("staffCompose.reach.paper", { n: reach.paperHouseholds })} />
        {reach.otherLanguages > 0 && (
          <Tally icon="translate" text={t("staffCompose.reach.languages", { n: reach.otherLanguages })} />
        )}
      </div>
      {reach.sampleNames.length > 0 && (
        <p class="line sm second">
          <Icon name="people" />
          <span>{t("staffCompose.reach.names", { names: reach.sampleNames.join(", ") })}</span>
        </p>
      )}
      <Warnings reach={reach} codes={reach.warnings} />
      {reach.houses.length > 0 && <Houses reach={reach} />}
    </>
  );
}

/** Beside the form: whom it reaches, before anything is sent. */
export function ReachPane({ state: { reach, error, isCounting, retry } }: { state: ReachState }) {
  return (
    <Pane
      title={t("staffCompose.reach.title")}
      aside={
        reach && (
          <State tone="plain" icon="refresh">
            {t(isCounting ? "staffCompose.reach.counting" : "staffCompose.reach.live")}
          </State>
        )
      }
    >
      {error && (
        <>
          <p>{t("staffCompose.reach.failed")}</p>
          <Failure error={error} retry={retry} />
        </>
      )}
      {reach && !error && (
        <div class="stack stack-3" aria-live="polite" aria-busy={isCounting}>
          <Numbers reach={reach} />
        </div>
      )}
      {!reach && !error && (
        <p class="second">
          <T k="staffCompose.reach.none" />
        </p>
      )}
    </Pane>
  );
}
