import { t } from "@/i18n";
import { T } from "@/i18n/rich";
import { Choice } from "@/shared/form";
import { LEGAL_PATHS } from "@/shared/frame";
import { Icon } from "@/shared/icon";

interface LegalChoiceProps {
  readonly which: "privacy" | "terms";
  readonly checked: boolean;
  readonly onChecked: (checked: boolean) => void;
  readonly error: string | undefined;
}

/** One of the two texts that everybody with an account confirms, and the way to it. */
export function LegalChoice({ which, ...choice }: LegalChoiceProps) {
  return (
    <div>
      <Choice id={which} label={<T k={`account.register.${which}`} />} {...choice} />
      <a class="link choice-link" href={LEGAL_PATHS[which]} target="_blank" rel="noopener">
        <Icon name="paper" />
        <span>
          {t(`account.register.${which}Link`)}
          <span class="vh"> ({t("account.register.newTab")})</span>
        </span>
      </a>
    </div>
  );
}
