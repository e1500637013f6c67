import { useState } from "preact/hooks";

import { t } from "@/i18n";
import { Button } from "@/shared/form";
import { Icon } from "@/shared/icon";

import { Pane } from "../parts/pane";

interface PostersProps {
  readonly noticeId: string;
  readonly publicPath: string;
  readonly houses: number;
  /** Only what still holds hangs in a stairwell. */
  readonly isCurrent: boolean;
}

/** For the stairwell: a page for each house, and the address behind its QR code to hand on. */
export function PostersPane({ noticeId, publicPath, houses, isCurrent }: PostersProps) {
  const [isCopied, setCopied] = useState<boolean | null>(null);
  const address = location.origin + publicPath;
  const copy = (): void => {
    const writing = "clipboard" in navigator ? navigator.clipboard.writeText(address) : Promise.reject(new Error());
    writing.then(
      () => {
        setCopied(true);
      },
      () => {
        setCopied(false);
      },
    );
  };
  return (
    <Pane title={t("staffNotice.reach.posters.title")} onScreen>
      {isCurrent && houses > 0 && (
        <>
          <p>{t("staffNotice.reach.posters.text", { n: houses })}</p>
          <a class="btn btn--second btn--wide" href={`/notices/${noticeId}/posters.pdf`} download>
            <Icon name="print" />
            <span>{t("staffNotice.reach.posters.print")}</span>
          </a>
        </>
      )}
      <p class="sm second">{t("staffNotice.reach.posters.link")}</p>
      <p class="sm">
        <a class="link" href={publicPath} target="_blank" rel="noopener">
          {t("staffNotice.reach.posters.open")}
        </a>
      </p>
      <div>
        <Button look="second" icon="paper" onClick={copy}>
          {t("staffNotice.reach.posters.copy")}
        </Button>
      </div>
      <p role="status" class="sm second">
        {isCopied !== null && (isCopied ? t("staffNotice.reach.posters.copied") : address)}
      </p>
    </Pane>
  );
}
