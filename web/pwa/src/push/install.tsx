import { t } from "@/i18n";
import { T } from "@/i18n/rich";
import { usePortal } from "@/shared/portal";

const BODY = <rect class="d-body" x="30" y="4" width="140" height="222" rx="20" />;

function ShareDrawing() {
  return (
    <svg class="draw" viewBox="0 0 200 230" role="img" aria-label={t("push.install.draw1")}>
      {BODY}
      <rect class="d-soft" x="42" y="30" width="116" height="140" rx="6" />
      <rect class="d-soft" x="42" y="182" width="116" height="32" rx="8" />
      <circle class="d-hit" cx="100" cy="198" r="19" />
      <path class="d-line" d="M100 200v-13M95.5 191l4.5-4.5 4.5 4.5M95 196h-3v11h16v-11h-3" />
    </svg>
  );
}

function MenuDrawing() {
  return (
    <svg class="draw" viewBox="0 0 200 230" role="img" aria-label={t("push.install.draw2")}>
      {BODY}
      <rect class="d-soft" x="42" y="60" width="116" height="34" rx="8" />
      <rect class="d-hit" x="42" y="104" width="116" height="40" rx="8" />
      <path class="d-line" d="M56 118h12v12H56zM62 121v6M59 124h6" />
      <text x="76" y="128">
        {t("push.install.home")}
      </text>
      <rect class="d-soft" x="42" y="154" width="116" height="34" rx="8" />
    </svg>
  );
}

function IconDrawing({ name }: { name: string }) {
  return (
    <svg class="draw" viewBox="0 0 200 230" role="img" aria-label={t("push.install.draw3")}>
      {BODY}
      <rect class="d-soft" x="46" y="40" width="30" height="30" rx="7" />
      <rect class="d-soft" x="85" y="40" width="30" height="30" rx="7" />
      <rect class="d-soft" x="124" y="40" width="30" height="30" rx="7" />
      <rect class="d-plate" x="70" y="92" width="60" height="60" rx="13" />
      <path class="d-on" d="M80 138v-18l10-11 10 11v18M100 126l10-10 10 10v12" />
      <text x="100" y="172" text-anchor="middle">
        {name}
      </text>
    </svg>
  );
}

/** On an iPhone the portal must stand on the home screen first; shown instead of a button that could not work. */
export function InstallHelp() {
  const portal = usePortal();
  return (
    <section class="stack stack-4" aria-labelledby="install">
      <h2 id="install">{t("push.install.title")}</h2>
      <ol class="how">
        <li class="card stack stack-3">
          <ShareDrawing />
          <p>
            <T k="push.install.step1" />
          </p>
        </li>
        <li class="card stack stack-3">
          <MenuDrawing />
          <p>
            <T k="push.install.step2" />
          </p>
        </li>
        <li class="card stack stack-3">
          <IconDrawing name={portal?.shortName ?? t("common.portal")} />
          <p>
            <T k="push.install.step3" />
          </p>
        </li>
      </ol>
    </section>
  );
}
