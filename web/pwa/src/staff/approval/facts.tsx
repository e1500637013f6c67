import type { ComponentChildren } from "preact";

import { t } from "@/i18n";
import { windowLong } from "@/i18n/format";
import { directionOf, tagOf } from "@/shared/language";
import { kindName } from "@/shared/notice/kind";

import type { ApprovalsQuery } from "./approval.generated";
import { AudienceText } from "./audience";

export type Asked = ApprovalsQuery["approvals"]["edges"][number]["node"];

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Words({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="stack stack-1">
      <h3>{name}</h3>
      {children}
    </div>
  );
}

function Advice({ name, lines }: { name: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <Words name={name}>
      <ul class="bullets">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Words>
  );
}

function sizesOf({ households, members, districts }: Asked): string {
  return [
    t("staff.households", { n: households }),
    t("staff.persons", { n: members }),
    ...(districts > 0 ? [t("staffApproval.districts", { n: districts })] : []),
  ].join(", ");
}

/** What is let go: who asks, for whom, how many, when and why. */
export function Facts({ asked }: { asked: Asked }) {
  const start = asked.startsAt ? new Date(asked.startsAt) : null;
  const end = asked.endsAt ? new Date(asked.endsAt) : null;
  return (
    <dl class="facts facts--tight">
      {asked.author && !asked.isMine && (
        <Fact name={t("staffApproval.fact.author")}>
          {asked.isByProgram ? t("staffApproval.program", { name: asked.author }) : asked.author}
        </Fact>
      )}
      <Fact name={t("staffApproval.fact.audience")}>
        <AudienceText rules={asked.audience} />
      </Fact>
      <Fact name={t("staffApproval.fact.sizes")}>
        <b>{sizesOf(asked)}</b>
      </Fact>
      <Fact name={t("staffApproval.fact.kind")}>
        {kindName(asked.kind)}
        {asked.isEmergency && `, ${t("staffApproval.emergency")}`}
        {`, ${t(asked.urgency === "URGENT" ? "staffApproval.urgent" : "staffApproval.ordinary")}`}
      </Fact>
      {start && <Fact name={t("staffApproval.fact.when")}>{windowLong({ start, end })}</Fact>}
      {asked.cause && <Fact name={t("staffApproval.fact.cause")}>{asked.cause}</Fact>}
      {asked.contact && <Fact name={t("staffApproval.fact.contact")}>{asked.contact}</Fact>}
    </dl>
  );
}

/** Every word of it. */
export function Texts({ asked }: { asked: Asked }) {
  return (
    <>
      {asked.body && (
        <Words name={t("staffApproval.fact.body")}>
          <p class="mailview__text">{asked.body}</p>
        </Words>
      )}
      <Advice name={t("staffApproval.fact.before")} lines={asked.adviceBefore} />
      <Advice name={t("staffApproval.fact.during")} lines={asked.adviceDuring} />
      <Advice name={t("staffApproval.fact.after")} lines={asked.adviceAfter} />
      {asked.translations.map(({ language, title, body, cause }) => (
        <Words key={language} name={t(`staffCompose.translate.name.${language}`)}>
          <div lang={tagOf(language)} dir={directionOf(language)} class="mailview__text">
            {[title, cause, body].filter(Boolean).join("\n\n")}
          </div>
        </Words>
      ))}
    </>
  );
}
