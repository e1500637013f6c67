import { useEffect, useState } from "preact/hooks";

import type { Tenant } from "@/api/types";
import { t } from "@/i18n";
import { T } from "@/i18n/rich";
import { usePush } from "@/push/use-push";
import { Note } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { installationId } from "@/shared/installation";
import { MailBroken } from "@/shared/mail-broken";

/** True when the server still counts on this device although its browser no longer has a subscription. */
function useDeadPush(tenant: Tenant): boolean {
  const { state } = usePush();
  const [own, setOwn] = useState<string | null>(null);
  useEffect(() => {
    void installationId().then(setOwn);
  }, []);
  const counted = tenant.devices.some((device) => device.installationId === own);
  return counted && (state.kind === "off" || state.kind === "denied");
}

/** What keeps messages from arriving: a bouncing address, a dead subscription. */
export function Warnings({ tenant }: { tenant: Tenant }) {
  const { turnOn } = usePush();
  const dead = useDeadPush(tenant);
  return (
    <>
      <MailBroken tenant={tenant} />
      {dead && (
        <Note tone="warn" icon="bell">
          <p>
            <T k="home.pushDead" />
          </p>
          <Button look="second" onClick={turnOn}>
            {t("home.pushAgain")}
          </Button>
        </Note>
      )}
    </>
  );
}
