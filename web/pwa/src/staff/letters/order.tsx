import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { asPortalError } from "@/api/use-query";
import { t } from "@/i18n";
import { Failure, Note } from "@/shared/feedback";
import { Button, Choice, ErrorText, TextField } from "@/shared/form";

import { newMutationId } from "../compose/form";
import { PlaceField } from "../documents/place-target";
import { Chips } from "../parts/chips";
import { Pane } from "../parts/pane";
import { check, FIRST, toInput, type Fields, type Scope, type Wrong } from "./choice";
import { OrderLetters } from "./letters.generated";
import { PreviewOf, type Preview } from "./preview";

const SCOPES: readonly Scope[] = ["EVERYBODY", "MOVED_IN_SINCE", "DISTRICT", "HOUSE", "NUMBERS"];

interface WhoProps {
  readonly fields: Fields;
  readonly wrong: Wrong | null;
  readonly set: (change: Partial<Fields>) => void;
}

function Numbers({ fields, wrong, set }: WhoProps) {
  return (
    <div class="field" data-invalid={wrong === "numbers" ? true : undefined}>
      <label for="letter-numbers">{t("staffLetter.numbers")}</label>
      <p class="hint" id="letter-numbers-hint">
        {t("staffLetter.numbersHint")}
      </p>
      <textarea
        class="input"
        id="letter-numbers"
        rows={4}
        value={fields.numbers}
        aria-invalid={wrong === "numbers" ? true : undefined}
        aria-describedby="letter-numbers-hint"
        onInput={(event) => {
          set({ numbers: event.currentTarget.value });
        }}
      />
      {wrong === "numbers" && <ErrorText id="letter-numbers-error">{t("staffLetter.wrong.numbers")}</ErrorText>}
    </div>
  );
}

function Where({ fields, wrong, set }: WhoProps) {
  const kind = fields.scope === "HOUSE" ? "house" : "district";
  return (
    <>
      <PlaceField
        key={kind}
        kind={kind}
        id={fields.placeId}
        onPlace={(place) => {
          set({ placeId: place?.id ?? null });
        }}
      />
      {wrong === "place" && <ErrorText id="letter-place-error">{t("staffLetter.wrong.place")}</ErrorText>}
    </>
  );
}

function Who(props: WhoProps) {
  const { fields, wrong, set } = props;
  switch (fields.scope) {
    case "EVERYBODY":
      return null;
    case "NUMBERS":
      return <Numbers {...props} />;
    case "MOVED_IN_SINCE":
      return (
        <TextField
          label={t("staffLetter.since")}
          value={fields.since}
          onValue={(since) => {
            set({ since });
          }}
          error={wrong === "since" && t("staffLetter.wrong.since")}
          input={{ type: "date" }}
        />
      );
    case "HOUSE":
    case "DISTRICT":
      return <Where {...props} />;
  }
}

function How({ fields, wrong, set }: WhoProps) {
  return (
    <>
      <Chips
        label={t("staffLetter.sorting")}
        options={(["POST", "HAND"] as const).map((value) => ({ value, label: t(`staffLetter.sortingOf.${value}`) }))}
        value={fields.sorting}
        onValue={(sorting) => {
          set({ sorting });
        }}
      />
      <TextField
        label={t("staffLetter.wave")}
        hint={t("staffLetter.waveHint")}
        value={fields.wave}
        onValue={(wave) => {
          set({ wave });
        }}
        error={wrong === "wave" && t("staffLetter.wrong.wave")}
        input={{ type: "text", inputMode: "numeric", maxLength: 4 }}
      />
      {fields.kind === "WELCOME" && (
        <Choice
          label={t("staffLetter.again")}
          checked={fields.again}
          onChecked={(again) => {
            set({ again });
          }}
        />
      )}
    </>
  );
}

/** Choosing who gets a letter; first the numbers are shown, then it can be ordered. */
export function OrderPane({ onOrdered }: { onOrdered: () => void }) {
  const [fields, setFields] = useState<Fields>(FIRST);
  const [checked, setChecked] = useState(false);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [ordered, setOrdered] = useState(false);
  const [mutationId, setMutationId] = useState(newMutationId);
  const wrong = checked ? check(fields) : null;
  const set = (change: Partial<Fields>): void => {
    setFields({ ...fields, ...change });
    setPreview(null);
    setOrdered(false);
    setMutationId(newMutationId());
  };
  const looking = useAction(async () => {
    setChecked(true);
    setOrdered(false);
    if (check(fields)) return;
    const { orderLetters } = await request(OrderLetters, {
      input: toInput(fields),
      clientMutationId: mutationId,
      dryRun: true,
    });
    setPreview(orderLetters.preview);
  });
  const ordering = useAction(async () => {
    try {
      await request(OrderLetters, { input: toInput(fields), clientMutationId: mutationId, dryRun: false });
    } catch (reason) {
      // Somebody else ordered the same letters meanwhile: the numbers on the page are no longer true.
      if (asPortalError(reason).field === "scope") setPreview(null);
      throw reason;
    }
    setPreview(null);
    setOrdered(true);
    setMutationId(newMutationId());
    onOrdered();
  });
  const who: WhoProps = { fields, wrong, set };
  return (
    <Pane title={t("staffLetter.order")} onScreen>
      <Chips
        label={t("staffLetter.kind")}
        options={(["WELCOME", "REMINDER"] as const).map((value) => ({
          value,
          label: t(`staffLetter.kindOf.${value}`),
        }))}
        value={fields.kind}
        onValue={(kind) => {
          set({ kind });
        }}
      />
      {fields.kind === "REMINDER" && <p class="second">{t("staffLetter.reminderHint")}</p>}
      <Chips
        label={t("staffLetter.scope")}
        options={SCOPES.map((value) => ({ value, label: t(`staffLetter.scopeOf.${value}`) }))}
        value={fields.scope}
        onValue={(scope) => {
          set({ scope, placeId: null });
        }}
      />
      <Who {...who} />
      <How {...who} />
      {looking.error && <Failure error={looking.error} />}
      {ordering.error && <Failure error={ordering.error} />}
      {preview && <PreviewOf preview={preview} />}
      {ordered && (
        <Note tone="ok" role="status">
          <p>{t("staffLetter.ordered")}</p>
        </Note>
      )}
      <div class="actions">
        {preview && preview.printed > 0 ? (
          <Button icon="paper" busy={ordering.busy} onClick={ordering.run}>
            {t("staffLetter.orderYes", { n: preview.printed })}
          </Button>
        ) : (
          <Button look="second" busy={looking.busy} onClick={looking.run}>
            {t("staffLetter.look")}
          </Button>
        )}
      </div>
    </Pane>
  );
}
