import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { RemovePasskey, RenamePasskey, type PasskeyPartsFragment } from "@/api/security.generated";
import { useAction } from "@/api/use-action";
import { t, type PlainKey } from "@/i18n";
import { dateMedium } from "@/i18n/format";
import { rich } from "@/i18n/rich";
import { deviceLabel } from "@/shared/device-label";
import { Note } from "@/shared/feedback";
import { Button, TextField } from "@/shared/form";
import { Icon } from "@/shared/icon";

import { addPasskey, hasPasskeys } from "./passkey";
import { securityText } from "./text";

const LONGEST_NAME = 60;

interface OneProps {
  readonly passkey: PasskeyPartsFragment;
  readonly refresh: () => void;
  readonly onRemoved: () => void;
}

function OnePasskey({ passkey, refresh, onRemoved }: OneProps) {
  const [name, setName] = useState<string | null>(null);
  const rename = useAction(async () => {
    await request(RenamePasskey, { id: passkey.id, name: name ?? passkey.name });
    setName(null);
    refresh();
  });
  const remove = useAction(async () => {
    await request(RemovePasskey, { id: passkey.id });
    onRemoved();
  });
  const error = rename.error ?? remove.error;
  const made = t("security.passkeys.made", { date: dateMedium(new Date(passkey.createdAt)) });
  const used = passkey.lastUsedAt && t("security.passkeys.used", { date: dateMedium(new Date(passkey.lastUsedAt)) });
  return (
    <div class="stack stack-3">
      <div class="line">
        <Icon name="key" />
        <div>
          <b>{passkey.name}</b>
          <p class="second sm">{[made, used].filter(Boolean).join(", ")}</p>
        </div>
      </div>
      {error && (
        <Note tone="danger" role="alert">
          <p>{rich(securityText(error, "security.passkeys.refused"))}</p>
        </Note>
      )}
      {name !== null && (
        <TextField
          label={t("security.passkeys.name")}
          value={name}
          onValue={setName}
          input={{ maxLength: LONGEST_NAME }}
        />
      )}
      <div class="actions">
        {name === null ? (
          <Button
            look="quiet"
            onClick={() => {
              setName(passkey.name);
            }}
          >
            {t("security.passkeys.rename")}
            <span class="vh"> {passkey.name}</span>
          </Button>
        ) : (
          <Button look="second" busy={rename.busy} onClick={rename.run}>
            {t("common.save")}
          </Button>
        )}
        <Button look="quiet" busy={remove.busy} onClick={remove.run}>
          {t("security.passkeys.remove")}
          <span class="vh"> {passkey.name}</span>
        </Button>
      </div>
    </div>
  );
}

interface PasskeysProps {
  readonly passkeys: readonly PasskeyPartsFragment[];
  readonly refresh: () => void;
  /** What a passkey is for here. */
  readonly children: preact.ComponentChildren;
  readonly onCodes?: (codes: readonly string[]) => void;
}

/** A person's passkeys: added on this device, renamed, removed. */
export function PasskeysCard({ passkeys, refresh, children, onCodes }: PasskeysProps) {
  const [done, setDone] = useState<PlainKey | null>(null);
  const finish = (words: PlainKey): void => {
    setDone(words);
    refresh();
  };
  const add = useAction(async () => {
    setDone(null);
    const { recoveryCodes } = await addPasskey(deviceLabel());
    onCodes?.(recoveryCodes);
    finish("security.passkeys.added");
  });
  return (
    <section class="card stack stack-3" aria-labelledby="passkeys">
      <h2 id="passkeys">{t("security.passkeys.title")}</h2>
      <p class="second">{children}</p>
      {passkeys.length === 0 ? (
        <p>{t("security.passkeys.none")}</p>
      ) : (
        <div class="parts">
          {passkeys.map((passkey) => (
            <OnePasskey
              key={passkey.id}
              passkey={passkey}
              refresh={refresh}
              onRemoved={() => {
                finish("security.passkeys.removed");
              }}
            />
          ))}
        </div>
      )}
      <div role="status">
        {done && (
          <Note tone="ok">
            <p>{t(done)}</p>
          </Note>
        )}
      </div>
      {add.error && (
        <Note tone="danger" role="alert">
          <p>{rich(securityText(add.error, "security.passkeys.refused"))}</p>
        </Note>
      )}
      {hasPasskeys() ? (
        <Button look="second" icon="key" busy={add.busy} onClick={add.run}>
          {t("security.passkeys.add")}
        </Button>
      ) : (
        <p class="second">{t("security.passkeys.unsupported")}</p>
      )}
    </section>
  );
}
