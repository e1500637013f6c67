import { useState } from "preact/hooks";

import { t } from "@/i18n";
import { T } from "@/i18n/rich";
import { ErrorText } from "@/shared/form";

import { Chips } from "../parts/chips";
import { Pane } from "../parts/pane";
import { Seek } from "../parts/seek";
import type { Stock } from "../places/stock";
import { chosenHouses, type Audience } from "./audience";
import type { PartProps } from "./what";
import { Tree } from "./tree";

const BASES: readonly Audience["base"][] = ["places", "stock", "members"];

interface WhomProps extends PartProps {
  readonly stock: Stock;
}

interface ChosenProps {
  readonly audience: Audience;
  readonly stock: Stock;
  readonly onClear: () => void;
}

function Chosen({ audience, stock, onClear }: ChosenProps) {
  return (
    <span class="row row--tight sm">
      {audience.houses.length > 0 && (
        <button class="link-button" type="button" onClick={onClear}>
          {t("staffCompose.clear")}
        </button>
      )}
      <span class="second" role="status">
        <T k="staffCompose.chosen" values={{ n: chosenHouses(audience, stock).length, total: stock.houses.size }} />
      </span>
    </span>
  );
}

/** Second part: the Empfängerkreis, as houses ticked in a tree, the whole stock or all members. */
export function Whom({ draft: { audience }, stock, errors, change }: WhomProps) {
  const [search, setSearch] = useState("");
  const setAudience = (next: Audience): void => {
    change({ audience: next });
  };
  return (
    <Pane
      title={t("staffCompose.audience")}
      aside={
        audience.base !== "members" && (
          <Chosen
            audience={audience}
            stock={stock}
            onClear={() => {
              setAudience({ ...audience, houses: [] });
            }}
          />
        )
      }
    >
      <Chips
        label={t("staffCompose.bases")}
        options={BASES.map((base) => ({ value: base, label: t(`staffCompose.base.${base}`) }))}
        value={audience.base}
        onValue={(base) => {
          setAudience({ base, houses: [] });
        }}
      />
      {audience.base === "members" ? (
        <p class="second">{t("staffCompose.membersText")}</p>
      ) : (
        <>
          {audience.base === "stock" && <p class="second">{t("staffCompose.stockText")}</p>}
          <Seek id="compose-audience" label={t("staffCompose.seek")} value={search} onValue={setSearch} />
          <Tree stock={stock} audience={audience} search={search} onChange={setAudience} />
        </>
      )}
      {errors.audience && <ErrorText id="compose-audience-error">{errors.audience}</ErrorText>}
    </Pane>
  );
}
