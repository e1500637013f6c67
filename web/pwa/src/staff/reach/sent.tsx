import { t } from "@/i18n";

import { whenTold } from "../notices/when";
import { Pane } from "../parts/pane";
import type { StaffNoticeQuery } from "./reach.generated";

export type SentNotice = NonNullable<StaffNoticeQuery["notice"]>;

function Advice({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul class="bullets">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

function Facts({ notice }: { notice: SentNotice }) {
  const when = whenTold(notice);
  const where = notice.places.length > 0 ? notice.places : notice.houses.map((house) => house.address);
  return (
    <dl class="facts facts--tight">
      {when && (
        <>
          <dt>{t("staffNotice.reach.when")}</dt>
          <dd>{when}</dd>
        </>
      )}
      {where.length > 0 && (
        <>
          <dt>{t("notice.fact.where")}</dt>
          <dd>{where.join(", ")}</dd>
        </>
      )}
      {notice.cause && (
        <>
          <dt>{t("notice.fact.why")}</dt>
          <dd>{notice.cause}</dd>
        </>
      )}
      {notice.contact && (
        <>
          <dt>{t("notice.fact.contact")}</dt>
          <dd>{notice.contact}</dd>
        </>
      )}
    </dl>
  );
}

/** What the tenants were told, word for word. */
export function Sent({ notice }: { notice: SentNotice }) {
  return (
    <Pane title={t("staffNotice.reach.what")}>
      <Facts notice={notice} />
      {/* Markdown of the staff, rendered and sanitised by the server (resolvers/markdown.py). */}
      {notice.bodyHtml && <div class="prose" dangerouslySetInnerHTML={{ __html: notice.bodyHtml }} />}
      <Advice title={t("notice.todo.before")} lines={notice.adviceBefore} />
      <Advice title={t("notice.todo.during")} lines={notice.adviceDuring} />
      <Advice title={t("notice.todo.after")} lines={notice.adviceAfter} />
    </Pane>
  );
}
