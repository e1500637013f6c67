import { useId } from "preact/hooks";

import { t } from "@/i18n";
import { Failure, SkeletonList } from "@/shared/feedback";

import { useStock } from "../places/stock";

interface PlaceProps {
  readonly kind: "house" | "district";
  readonly id: string | null;
  readonly onPlace: (place: { readonly id: string; readonly name: string } | null) => void;
}

/** A house or a district from the list the browser itself lets one type into. */
export function PlaceField({ kind, id, onPlace }: PlaceProps) {
  const { stock, error, refresh } = useStock();
  const field = useId();
  if (error) return <Failure error={error} retry={refresh} />;
  if (!stock) return <SkeletonList label={t("staffStock.loading")} rows={1} />;
  const named = stock.groups.filter((group) => group.id !== "");
  return (
    <div class="field">
      <label for={field}>{t(kind === "house" ? "staffDocument.house" : "staffDocument.district")}</label>
      <select
        class="input"
        id={field}
        value={id ?? ""}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          const name = event.currentTarget.selectedOptions[0]?.text ?? "";
          onPlace(chosen ? { id: chosen, name } : null);
        }}
      >
        <option value="">{t("staffDocument.pick")}</option>
        {kind === "district"
          ? named.map((group) => (
              <option key={group.id} value={group.id}>
                {group.name}
              </option>
            ))
          : stock.groups.map((group) => (
              <optgroup
                key={group.id}
                label={group.id === "" ? t("staffCompose.noDistrict") : t("staff.district", { name: group.name })}
              >
                {group.houses.map((house) => (
                  <option key={house.id} value={house.id}>
                    {house.address}
                  </option>
                ))}
              </optgroup>
            ))}
      </select>
    </div>
  );
}
