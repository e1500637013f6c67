import { useState } from "preact/hooks";

import { t } from "@/i18n";
import { T } from "@/i18n/rich";
import { Button, ErrorText } from "@/shared/form";

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

function Chosen({ audience, stock }: { audience: Audience; stock: Stock }) {
  return (
    <span class="sm second" role="status">
      <T k="staffCompose.chosen" values={{ n: chosenHouses(audience, stock).length, total: stock.houses.size }} />
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
      aside={audience.base !== "members" && <Chosen audience={audience} stock={stock} />}
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
          <div class="row row--tight">
            <Seek id="compose-audience" label={t("staffCompose.seek")} value={search} onValue={setSearch} />
            {audience.houses.length > 0 && (
              <Button
                look="quiet"
                onClick={() => {
                  setAudience({ ...audience, houses: [] });
                }}
              >
                {t("staffCompose.clear")}
              </Button>
            )}
          </div>
          <Tree stock={stock} audience={audience} search={search} onChange={setAudience} />
        </>
      )}
      {errors.audience && <ErrorText id="compose-audience-error">{errors.audience}</ErrorText>}
    </Pane>
  );
}
