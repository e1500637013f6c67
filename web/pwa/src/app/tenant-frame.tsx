import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

import { t, type PlainKey } from "@/i18n";
import { counts } from "@/shared/counts";
import { Brand, LegalFooter, SkipLink } from "@/shared/frame";
import { Icon, type IconName } from "@/shared/icon";
import { OfflineStrip } from "@/shared/offline";
import { pathFor, useForWhom } from "@/shared/reading/for-whom";
import { useStore } from "@/shared/store";

import { LiveUpdates } from "./live";

interface Area {
  readonly href: string;
  readonly icon: IconName;
  readonly label: PlainKey;
  readonly count?: "notices" | "documents";
}

const AREAS: readonly Area[] = [
  { href: "/", icon: "house", label: "common.nav.home" },
  { href: "/aushaenge", icon: "board", label: "common.nav.board", count: "notices" },
  { href: "/dokumente", icon: "paper", label: "common.nav.documents", count: "documents" },
  { href: "/profil", icon: "person", label: "common.nav.profile" },
];

function isCurrent(href: string, path: string): boolean {
  return href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
}

function MainNav({ path }: { path: string }) {
  const fresh = useStore(counts);
  const { reading } = useForWhom();
  return (
    <nav class="mainnav" aria-label={t("common.mainNav")}>
      {AREAS.map((area) => {
        const count = area.count ? fresh[area.count] : 0;
        return (
          <a
            key={area.href}
            href={area.count ? pathFor(area.href, reading) : area.href}
            aria-current={isCurrent(area.href, path) ? "page" : undefined}
          >
            <Icon name={area.icon} />
            <span>{t(area.label)}</span>
            {count > 0 && (
              <span class="dot">
                {count}
                <span class="vh">{t("common.newSuffix")}</span>
              </span>
            )}
          </a>
        );
      })}
    </nav>
  );
}

/** The frame of a signed-in tenant: areas at the foot of the phone, in the head of the desk. */
export function TenantFrame({ path, children }: { path: string; children: ComponentChildren }) {
  useEffect(() => {
    document.documentElement.classList.add("has-nav");
    return () => {
      document.documentElement.classList.remove("has-nav");
    };
  }, []);
  return (
    <>
      <SkipLink />
      <header class="appbar">
        <div class="appbar__in">
          <Brand href="/" sub={t("common.portal")} />
          <MainNav path={path} />
        </div>
      </header>
      <OfflineStrip />
      <LiveUpdates />
      {children}
      <LegalFooter />
    </>
  );
}
