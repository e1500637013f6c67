import type { ComponentChildren } from "preact";

import { t } from "@/i18n";

import { Mark } from "./icon";
import { usePortal } from "./portal";

/** The first stop of the keyboard: past the navigation, to the heading. */
export function SkipLink() {
  return (
    <a
      class="skip"
      href="#main"
      onClick={(event) => {
        event.preventDefault();
        document.querySelector<HTMLElement>("#main h1")?.focus();
      }}
    >
      {t("common.skip")}
    </a>
  );
}

export function Brand({ href, sub }: { href: string; sub: string }) {
  const portal = usePortal();
  return (
    <a class="brand" href={href}>
      {portal?.hasLogo ? <img class="brand__logo" src="/logo" alt="" /> : <Mark />}
      <span>
        <span class="brand__name">{portal?.shortName ?? t("common.portal")}</span>
        <span class="brand__sub">{sub}</span>
      </span>
    </a>
  );
}

export const LEGAL_PATHS = {
  imprint: "/impressum",
  privacy: "/datenschutz",
  terms: "/nutzungsbedingungen",
  accessibility: "/barrierefreiheit",
} as const;

export function LegalFooter() {
  return (
    <footer class="page page--foot">
      <nav class="legal" aria-label={t("common.legalNav")}>
        <a href={LEGAL_PATHS.imprint}>{t("common.legal.imprint")}</a>
        <a href={LEGAL_PATHS.privacy}>{t("common.legal.privacy")}</a>
        <a href={LEGAL_PATHS.terms}>{t("common.legal.terms")}</a>
        <a href={LEGAL_PATHS.accessibility}>{t("common.legal.accessibility")}</a>
      </nav>
    </footer>
  );
}

/** The frame of pages without a sign-in: brand on top, law at the foot. */
export function PlainFrame({ children }: { children: ComponentChildren }) {
  return (
    <>
      <SkipLink />
      <header class="appbar">
        <div class="appbar__in">
          <Brand href="/" sub={t("common.portal")} />
        </div>
      </header>
      {children}
      <LegalFooter />
    </>
  );
}
