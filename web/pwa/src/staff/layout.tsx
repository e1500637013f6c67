import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

import { t } from "@/i18n";
import { Brand, SkipLink } from "@/shared/frame";
import { Icon } from "@/shared/icon";
import { OfflineStrip } from "@/shared/offline";
import { match } from "@/shared/routes";
import type { StaffSession } from "@/shared/session";

import { may } from "./role";
import { STAFF_ROUTES } from "./routes";

interface LayoutProps {
  readonly path: string;
  readonly who: StaffSession;
  readonly onSignOut: () => void;
  readonly children: ComponentChildren;
}

function initials(name: string): string {
  const parts = name.split(/\s+/u).filter(Boolean);
  return [parts[0], parts.length > 1 ? parts.at(-1) : ""].map((part) => part?.charAt(0) ?? "").join("");
}

const START = "/verwaltung";

/** The longest path that the present one lies under is the current entry; a page that lies under the first page alone has none. */
function currentEntry(path: string): string | undefined {
  return STAFF_ROUTES.filter(
    (route) => route.nav && (match(route.path, path) ?? (route.path !== START && match(`${route.path}/*`, path))),
  )
    .map((route) => route.path)
    .sort((a, b) => b.length - a.length)[0];
}

/** The desk: sidebar on wide screens, a menu button on narrow ones. Sets the density of the whole page. */
export function DeskLayout({ path, who, onSignOut, children }: LayoutProps) {
  const [open, setOpen] = useState(false);
  const current = currentEntry(path);
  useEffect(() => {
    document.documentElement.dataset["density"] = "desk";
    return () => {
      delete document.documentElement.dataset["density"];
    };
  }, []);
  useEffect(() => {
    setOpen(false);
  }, [path]);
  return (
    <>
      <SkipLink />
      <OfflineStrip />
      <div class="desk">
        <header class={open ? "side is-open" : "side"}>
          <Brand href={START} sub={t("staff.brand")} />
          <button
            class="btn btn--second side__menu"
            type="button"
            aria-expanded={open}
            aria-controls="desk-nav"
            onClick={() => {
              setOpen(!open);
            }}
          >
            <Icon name={open ? "close" : "menu"} />
            <span>{t("staff.nav.menu")}</span>
          </button>
          <nav id="desk-nav" aria-label={t("staff.nav.label")}>
            {STAFF_ROUTES.map(
              ({ path: href, nav }) =>
                nav &&
                (!nav.task || may(who.staff.role, nav.task)) && (
                  <a key={href} href={href} aria-current={href === current ? "page" : undefined}>
                    <Icon name={nav.icon} />
                    <span>{t(nav.label)}</span>
                  </a>
                ),
            )}
          </nav>
          <div class="side__foot">
            <span class="avatar" aria-hidden="true">
              {initials(who.staff.name)}
            </span>
            <div class="grow">
              <b>{who.staff.name}</b>
              <span class="side__role">{t(`staff.role.${who.staff.role}`)}</span>
              <a class="link" href="/verwaltung/mein-zugang">
                {t("staff.access")}
              </a>
              <button class="link-button" type="button" onClick={onSignOut}>
                {t("staff.signOut")}
              </button>
            </div>
          </div>
        </header>
        <main id="main" class="desk__main">
          {children}
        </main>
      </div>
    </>
  );
}
