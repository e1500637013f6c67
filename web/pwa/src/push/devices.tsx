import { useEffect, useState } from "preact/hooks";

import { request } from "@/api/client";
import { refreshViewer } from "@/api/session";
import type { Device, Tenant } from "@/api/types";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { dateMedium } from "@/i18n/format";
import { rich } from "@/i18n/rich";
import { deviceLabel } from "@/shared/device-label";
import { Failure, Note } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { Icon } from "@/shared/icon";
import { installationId } from "@/shared/installation";
import { getsMails } from "@/shared/mail-broken";

import { RemoveDevice, SendTestPush } from "./device.generated";
import { PushHelp } from "./help";
import { usePush } from "./use-push";

function useInstallation(): string | null {
  const [own, setOwn] = useState<string | null>(null);
  useEffect(() => {
    void installationId().then(setOwn);
  }, []);
  return own;
}

function ThisDevice({ device, mails }: { device: Device | null; mails: boolean }) {
  const { state, turnOff } = usePush();
  const [sent, setSent] = useState(false);
  const isOn = state.kind === "on";
  const off = useAction(async () => {
    await turnOff();
    if (device) await request(RemoveDevice, { id: device.id });
    await refreshViewer();
  });
  const test = useAction(async () => {
    if (!device) return;
    await request(SendTestPush, { deviceId: device.id });
    setSent(true);
  });
  useEffect(() => {
    // A device that has just been switched on is not in the list yet.
    if (isOn && device === null) refreshViewer().catch(() => undefined);
  }, [isOn, device]);
  const error = off.error ?? test.error;
  return (
    <div class="stack stack-3">
      <div class="line">
        <Icon name="device" />
        <div>
          <b>{t("profile.thisDevice")}</b>
          <p>{[deviceLabel(), t(isOn ? "profile.pushOn" : "profile.pushOff")].filter(Boolean).join(", ")}</p>
        </div>
      </div>
      {!isOn && state.kind !== "off" && <PushHelp state={state} mails={mails} />}
      {error && <Failure error={error} />}
      <div role="status">
        {sent && !error && (
          <Note icon="clock">
            <p>{rich(t("profile.testSent"))}</p>
          </Note>
        )}
      </div>
      <div class="actions">
        {isOn ? (
          <>
            {device && (
              <Button look="second" icon="send" busy={test.busy} onClick={test.run}>
                {t("profile.test")}
              </Button>
            )}
            <Button look="quiet" busy={off.busy} onClick={off.run}>
              {t("profile.pushTurnOff")}
            </Button>
          </>
        ) : (
          state.kind !== "unsupported" && (
            <a class="btn btn--second" href="/profil/mitteilungen">
              <Icon name="bell" />
              <span>{t("profile.pushTurnOn")}</span>
            </a>
          )
        )}
      </div>
    </div>
  );
}

function OtherDevice({ device }: { device: Device }) {
  const remove = useAction(async () => {
    await request(RemoveDevice, { id: device.id });
    await refreshViewer();
  });
  const name = device.label || t("profile.device");
  return (
    <div class="stack stack-3">
      <div class="line">
        <Icon name="device" />
        <div>
          <b>{name}</b>
          <p class="second">{t("profile.deviceSeen", { date: dateMedium(new Date(device.lastSeenAt)) })}</p>
        </div>
      </div>
      {remove.error && <Failure error={remove.error} />}
      <div class="actions">
        <Button look="quiet" busy={remove.busy} onClick={remove.run}>
          {t("profile.remove")}
          <span class="vh"> {name}</span>
        </Button>
      </div>
    </div>
  );
}

/** Where notifications arrive: this device first, then the others, each to be taken off the list. */
export function DevicesCard({ tenant }: { tenant: Tenant }) {
  const own = useInstallation();
  const mine = tenant.devices.find((device) => device.installationId === own) ?? null;
  const others = tenant.devices.filter((device) => device !== mine);
  return (
    <section class="card stack stack-3" aria-labelledby="devices">
      <h2 id="devices">{t("profile.onDevices")}</h2>
      <div class="parts">
        <ThisDevice device={mine} mails={getsMails(tenant)} />
        {others.map((device) => (
          <OtherDevice key={device.id} device={device} />
        ))}
      </div>
    </section>
  );
}
