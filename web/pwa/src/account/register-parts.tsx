import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { CODE_EXPIRED, errorText, type PortalError } from "@/api/errors";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { rich } from "@/i18n/rich";
import { Note } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { Icon } from "@/shared/icon";

import { OrderLetter } from "./account.generated";

interface OrderProps {
  readonly number: string;
  readonly activationPassword: string;
}

/** The letter was the right one, and too old: the desk is asked for another. */
function Expired({ number, activationPassword }: OrderProps) {
  const [ordered, setOrdered] = useState(false);
  const order = useAction(async () => {
    await request(OrderLetter, { number, activationPassword });
    setOrdered(true);
  });
  if (ordered) {
    return (
      <Note tone="ok" icon="mail" role="status">
        <p>{t("account.register.error.letterOrdered")}</p>
      </Note>
    );
  }
  return (
    <Note tone="warn" role="alert">
      <p>{order.error ? rich(errorText(order.error)) : t("account.register.error.expired")}</p>
      <div class="actions">
        <Button look="second" icon="mail" busy={order.busy} onClick={order.run}>
          {t("account.register.error.orderLetter")}
        </Button>
      </div>
    </Note>
  );
}

/** Why the server refused, and the way on that fits. */
export function Refusal({ error, text, ...letter }: { error: PortalError; text: string | null } & OrderProps) {
  if (error.code === "code_used") {
    return (
      <Note role="alert">
        <p>{t("account.register.error.used")}</p>
        <div class="actions">
          <a class="btn" href="/">
            {t("account.login.submit")}
          </a>
          <a class="btn btn--second" href="/passwort-vergessen">
            {t("account.login.forgot")}
          </a>
        </div>
      </Note>
    );
  }
  if (error.code === CODE_EXPIRED) return <Expired {...letter} />;
  return (
    <Note tone="danger" role="alert">
      <p>{rich(text ?? "")}</p>
    </Note>
  );
}

export function RegisterAside({ children }: { children: ComponentChildren }) {
  return (
    <aside class="stack stack-6" aria-label={t("common.help")}>
      <section class="card stack stack-3" aria-labelledby="need">
        <h2 id="need">{t("account.register.needTitle")}</h2>
        <ul class="ticks">
          <li>
            <Icon name="paper" />
            <span>{t("account.register.needLetter")}</span>
          </li>
          <li>
            <Icon name="mail" />
            <span>{t("account.register.needMail")}</span>
          </li>
        </ul>
      </section>
      <section class="stack stack-3" aria-labelledby="lost">
        <h2 id="lost">{t("account.register.lostTitle")}</h2>
        <p class="second">{t("account.register.lostText")}</p>
        {children}
      </section>
    </aside>
  );
}
