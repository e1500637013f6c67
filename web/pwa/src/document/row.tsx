import { useState } from "preact/hooks";

import { refreshViewer } from "@/api/session";
import type { DocumentCategory, DocumentRow } from "@/api/types";
import { t, type PlainKey } from "@/i18n";
import { dateMedium, fileSize } from "@/i18n/format";
import { askAgain } from "@/shared/asking";
import { Icon, type IconName } from "@/shared/icon";
import { session } from "@/shared/session";

interface CategoryLook {
  readonly icon: IconName;
  readonly name: PlainKey;
  readonly group: Group;
}

export type Group = "statements" | "contracts" | "letters" | "others";

const LOOKS: Readonly<Record<DocumentCategory, CategoryLook>> = {
  CONTRACT: { icon: "contract", name: "document.kind.contract", group: "contracts" },
  OPERATING_COSTS: { icon: "euro", name: "document.kind.operating_costs", group: "statements" },
  HEATING_INFORMATION: { icon: "gauge", name: "document.kind.heating_information", group: "statements" },
  LETTER: { icon: "mail", name: "document.kind.letter", group: "letters" },
  HOUSE_RULES: { icon: "paper", name: "document.kind.house_rules", group: "others" },
  MEETING: { icon: "people", name: "document.kind.meeting", group: "others" },
  FORM: { icon: "edit", name: "document.kind.form", group: "others" },
};

export function groupOf(document: DocumentRow): Group {
  return LOOKS[document.category].group;
}

const DOWNLOAD_NOTICED_MS = 2500;

/** A document that was withdrawn stays as a sentence; there is nothing to open. */
function Withdrawn({ document }: { document: DocumentRow }) {
  const date = document.withdrawnAt ? dateMedium(new Date(document.withdrawnAt)) : "";
  return (
    <li class="item item--text">
      <span class="tile tile--mute">
        <Icon name="ban" />
      </span>
      <span>
        <span class="item__title">{t("document.withdrawn")}</span>
        <span class="item__meta">{t("document.withdrawnText", { date })}</span>
      </span>
    </li>
  );
}

function asksFirst(): boolean {
  const now = session.get();
  return now.kind === "tenant" && now.asksForDocuments === true;
}

/** The last password was given weeks ago: ask for it, then open what was tapped. */
async function confirmThen(link: HTMLAnchorElement): Promise<void> {
  if (!(await askAgain())) return;
  await refreshViewer();
  link.click();
}

/** One document; the whole row downloads it. Each request is authorised anew by the server. */
export function DocumentItem({ document, fresh = false }: { document: DocumentRow; fresh?: boolean }) {
  const [opened, setOpened] = useState(false);
  if (document.withdrawnAt) return <Withdrawn document={document} />;
  const look = LOOKS[document.category];
  const isNew = document.isNew && !opened;
  const date = document.publishedAt ? dateMedium(new Date(document.publishedAt)) : "";
  return (
    <li class={fresh ? "is-fresh" : undefined}>
      <a
        class="item"
        href={document.url}
        download
        onClick={(event) => {
          if (asksFirst()) {
            event.preventDefault();
            void confirmThen(event.currentTarget);
            return;
          }
          setOpened(true);
          setTimeout(() => {
            refreshViewer().catch(() => undefined);
          }, DOWNLOAD_NOTICED_MS);
        }}
      >
        <span class={isNew ? "tile" : "tile tile--mute"}>
          <Icon name={look.icon} />
        </span>
        <span>
          <span class="item__title">{document.title}</span>
          <span class="item__meta">
            {isNew && <span class="new">{t("common.new")}</span>}
            {t("document.meta", { kind: t(look.name), date, size: fileSize(document.size) })}
          </span>
          {document.concerns && <span class="item__meta">{document.concerns}</span>}
        </span>
        <Icon name="download" />
        <span class="vh">{t("document.downloadHint")}</span>
      </a>
    </li>
  );
}
