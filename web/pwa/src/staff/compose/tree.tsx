import { useEffect, useRef, useState } from "preact/hooks";

import { t } from "@/i18n";
import { Icon } from "@/shared/icon";

import { fits, type Group, type House, type Stock } from "../places/stock";
import { choose, isChosen, markOf, type Audience } from "./audience";

interface BoxProps {
  readonly id: string;
  readonly label: string;
  readonly checked: boolean;
  readonly partly?: boolean;
  readonly onChecked: (checked: boolean) => void;
}

function Box({ id, label, checked, partly = false, onChecked }: BoxProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.indeterminate = partly;
  }, [partly]);
  return (
    <span class="choice">
      <input
        ref={input}
        type="checkbox"
        id={id}
        checked={checked}
        onChange={(event) => {
          onChecked(event.currentTarget.checked);
        }}
      />
      <label for={id}>{label}</label>
    </span>
  );
}

interface Shown {
  readonly group: Group;
  readonly houses: readonly House[];
}

function nameOf(group: Group): string {
  return group.id === "" ? t("staffCompose.noDistrict") : t("staff.district", { name: group.name });
}

/** Groups that match as a whole show all their houses; else those houses that match. */
export function matching(stock: Stock, search: string): Shown[] {
  const words = search.trim();
  if (words === "") return stock.groups.map((group) => ({ group, houses: group.houses }));
  return stock.groups
    .map((group) => ({
      group,
      houses: fits(nameOf(group), words)
        ? group.houses
        : group.houses.filter((house) => fits(`${house.address} ${group.name} ${house.postalCode}`, words)),
    }))
    .filter(({ houses }) => houses.length > 0);
}

interface BranchProps {
  readonly shown: Shown;
  readonly audience: Audience;
  readonly isSearched: boolean;
  readonly onChange: (audience: Audience) => void;
}

function Branch({ shown: { group, houses }, audience, isSearched, onChange }: BranchProps) {
  const mark = markOf(audience, group);
  const [isOpen, setOpen] = useState<boolean | null>(null);
  const open = isSearched || (isOpen ?? mark === "partly");
  const name = nameOf(group);
  return (
    <>
      <li class="l1">
        <Box
          id={`group-${group.id}`}
          label={name}
          checked={mark === "on"}
          partly={mark === "partly"}
          onChecked={(wanted) => {
            onChange(choose(audience, isSearched ? houses : group.houses, wanted));
          }}
        />
        <span class="num">
          {group.households}
          <span class="vh"> {t("staffStock.households")}</span>
        </span>
        <button
          class="tree__open"
          type="button"
          aria-expanded={open}
          aria-label={t(open ? "staffCompose.closeDistrict" : "staffCompose.openDistrict", { name })}
          onClick={() => {
            setOpen(!open);
          }}
        >
          <Icon name="next" size="sm" turn />
        </button>
      </li>
      {open &&
        houses.map((house) => (
          <li class="l2" key={house.id}>
            <Box
              id={`house-${house.id}`}
              label={house.address}
              checked={isChosen(audience, house)}
              onChecked={(wanted) => {
                onChange(choose(audience, [house], wanted));
              }}
            />
            <span class="num">{house.householdCount}</span>
          </li>
        ))}
    </>
  );
}

interface TreeProps {
  readonly stock: Stock;
  readonly audience: Audience;
  readonly search: string;
  readonly onChange: (audience: Audience) => void;
}

/** Districts and their houses with the households in them; the count follows every tick. */
export function Tree({ stock, audience, search, onChange }: TreeProps) {
  const shown = matching(stock, search);
  if (shown.length === 0) return <p class="second">{t("staffCompose.noMatch")}</p>;
  return (
    <>
      <p class="tree-head" aria-hidden="true">
        <span>{t("staffCompose.tree")}</span>
        <span>{t("staffStock.households")}</span>
      </p>
      <ul class="tree" aria-label={t("staffCompose.tree")}>
        {shown.map((part) => (
          <Branch
            key={part.group.id}
            shown={part}
            audience={audience}
            isSearched={search.trim() !== ""}
            onChange={onChange}
          />
        ))}
      </ul>
    </>
  );
}
