import { useId } from "preact/hooks";

import type { StaffRole } from "@/api/types";
import { t } from "@/i18n";
import { Failure, SkeletonList } from "@/shared/feedback";
import { Button, Choice, ErrorText } from "@/shared/form";

import { PlaceField } from "../documents/place-target";
import { useStock } from "../places/stock";
import { isEverywhere, isForWhole, mayBeEverywhere, type Chosen } from "./places";

const ROLES: readonly StaffRole[] = [
  "READER",
  "EDITOR",
  "ALERT_SENDER",
  "MEMBER_DESK",
  "CARETAKER",
  "ADMIN",
  "AUDITOR",
];

interface FieldsProps {
  readonly chosen: Chosen;
  readonly onChosen: (chosen: Chosen) => void;
  readonly error?: string | undefined;
}

function Districts({ chosen, onChosen }: FieldsProps) {
  const { stock, error, refresh } = useStock();
  if (error) return <Failure error={error} retry={refresh} />;
  if (!stock) return <SkeletonList label={t("staffStock.loading")} rows={2} />;
  return (
    <fieldset class="stack stack-2">
      <legend>{t("staffPeople.places.districts")}</legend>
      {stock.groups
        .filter(({ id }) => id !== "")
        .map(({ id, name }) => (
          <Choice
            key={id}
            label={name}
            checked={chosen.districts.includes(id)}
            onChecked={(checked) => {
              const others = chosen.districts.filter((one) => one !== id);
              onChosen({ ...chosen, districts: checked ? [...others, id] : others });
            }}
          />
        ))}
    </fieldset>
  );
}

function Houses({ chosen, onChosen }: FieldsProps) {
  const keep = (id: string): Chosen["houses"] => chosen.houses.filter((house) => house.id !== id);
  return (
    <fieldset class="stack stack-2">
      <legend>{t("staffPeople.places.houses")}</legend>
      <PlaceField
        kind="house"
        id={null}
        onPlace={(place) => {
          if (place) onChosen({ ...chosen, houses: [...keep(place.id), place] });
        }}
      />
      {chosen.houses.map(({ id, name }) => (
        <div class="row row--apart" key={id}>
          <span>{name}</span>
          <Button
            look="quiet"
            icon="close"
            onClick={() => {
              onChosen({ ...chosen, houses: keep(id) });
            }}
          >
            {/* The name stands beside it; it is said once more to who hears the buttons alone. */}
            <span class="vh">{name} </span>
            {t("staffPeople.places.remove")}
          </Button>
        </div>
      ))}
    </fieldset>
  );
}

function Places({ chosen, onChosen, error }: FieldsProps) {
  const name = useId();
  const everywhere = isEverywhere(chosen);
  return (
    <fieldset class="stack stack-3">
      <legend>{t("staffPeople.places.label")}</legend>
      {mayBeEverywhere(chosen.role) && (
        <>
          <Choice
            type="radio"
            name={name}
            label={t("staffPeople.everywhere")}
            checked={everywhere}
            onChecked={() => {
              onChosen({ ...chosen, everywhere: true });
            }}
          />
          <Choice
            type="radio"
            name={name}
            label={t("staffPeople.somewhere")}
            checked={!everywhere}
            onChecked={() => {
              onChosen({ ...chosen, everywhere: false });
            }}
          />
        </>
      )}
      {!everywhere && (
        <>
          <Districts chosen={chosen} onChosen={onChosen} />
          <Houses chosen={chosen} onChosen={onChosen} />
        </>
      )}
      {error && <ErrorText id={`${name}-error`}>{error}</ErrorText>}
    </fieldset>
  );
}

/** The role, and for which houses it is. */
export function RoleFields({ chosen, onChosen, error }: FieldsProps) {
  const field = useId();
  return (
    <>
      <div class="field">
        <label for={field}>{t("staffPeople.role")}</label>
        <p class="hint" id={`${field}-hint`}>
          {t(`staffPeople.roleText.${chosen.role}`)}
        </p>
        <select
          class="input"
          id={field}
          aria-describedby={`${field}-hint`}
          value={chosen.role}
          onChange={(event) => {
            const role = ROLES.find((one) => one === event.currentTarget.value);
            if (role) onChosen({ ...chosen, role });
          }}
        >
          {ROLES.map((role) => (
            <option key={role} value={role}>
              {t(`staff.role.${role}`)}
            </option>
          ))}
        </select>
      </div>
      {isForWhole(chosen.role) ? (
        <p class="sm second">{t("staffPeople.places.whole")}</p>
      ) : (
        <Places chosen={chosen} onChosen={onChosen} error={error} />
      )}
    </>
  );
}
