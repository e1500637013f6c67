import { useEffect, useMemo, useState } from "preact/hooks";

import { useQuery } from "@/api/use-query";
import { t } from "@/i18n";
import { dayKey } from "@/i18n/format";
import { Failure, Note, SkeletonList } from "@/shared/feedback";
import { Button, Choice } from "@/shared/form";
import { Icon } from "@/shared/icon";

import { Seek } from "../parts/seek";
import { useSettled } from "../parts/settled";
import { FindMembers, MemberForDocument, type FindMembersQuery } from "./documents.generated";
import type { Target } from "./form";

export type Found = FindMembersQuery["members"]["edges"][number]["node"];
export type MemberTarget = Extract<Target, { kind: "member" }>;

function homeOf(member: Found): string {
  const [contract] = member.contracts;
  const home = contract ? contract.house.address : t("staffMember.noHome");
  return [member.numbers.join(", "), home].filter(Boolean).join(" · ");
}

function Hits({ search, onPick }: { search: string; onPick: (id: string) => void }) {
  const variables = useMemo(() => ({ search }), [search]);
  const { data, error, refresh } = useQuery(FindMembers, variables);
  if (!data) {
    return error ? (
      <Failure error={error} retry={refresh} />
    ) : (
      <SkeletonList label={t("staffMember.loading")} rows={2} />
    );
  }
  const { edges, totalCount } = data.members;
  if (edges.length === 0) return <p class="second">{t("staffDocument.memberNone")}</p>;
  return (
    <>
      <ul class="list" aria-label={t("staffDocument.memberHits")}>
        {edges.map(({ node }) => (
          <li key={node.id}>
            <button
              class="item item--button"
              type="button"
              onClick={() => {
                onPick(node.id);
              }}
            >
              <span class="tile">
                <Icon name="person" />
              </span>
              <span>
                <span class="item__title">{node.name}</span>
                <span class="item__meta">{homeOf(node)}</span>
              </span>
              <Icon name="next" turn />
            </button>
          </li>
        ))}
      </ul>
      {totalCount > edges.length && (
        <p class="sm second">{t("staffDocument.memberMore", { n: totalCount - edges.length })}</p>
      )}
    </>
  );
}

function contractLabel(contract: Found["contracts"][number]): string {
  const ended = contract.endsOn !== null && contract.endsOn < dayKey(new Date());
  return t(ended ? "staffDocument.contractEnded" : "staffDocument.contract", {
    number: contract.number,
    address: contract.house.address,
    unit: contract.unitNumber,
  });
}

interface PickedProps {
  readonly target: MemberTarget;
  readonly onTarget: (target: MemberTarget | null) => void;
}

function Picked({ target, onTarget }: PickedProps) {
  const { data, error, refresh } = useQuery(MemberForDocument, { id: target.memberId });
  const member = data?.member;
  const name = member?.name ?? "";
  useEffect(() => {
    if (name && target.name === "") onTarget({ ...target, name });
  }, [name, target, onTarget]);
  if (!data) {
    return error ? (
      <Failure error={error} retry={refresh} />
    ) : (
      <SkeletonList label={t("staffMember.loading")} rows={1} />
    );
  }
  return (
    <div class="stack stack-3">
      <div class="row row--apart">
        <p class="line">
          <Icon name="person" />
          <span>
            <b>{member ? member.name : t("staffMember.notFound")}</b>
            {member && <span class="item__meta">{homeOf(member)}</span>}
          </span>
        </p>
        <Button
          look="quiet"
          onClick={() => {
            onTarget(null);
          }}
        >
          {t("staffDocument.otherMember")}
        </Button>
      </div>
      {member?.status === "DECEASED" && <Note tone="warn">{t("staffDocument.deceased")}</Note>}
      {member && (
        <fieldset>
          <legend class="label">{t("staffDocument.whom")}</legend>
          {member.contracts.map((contract) => (
            <Choice
              key={contract.id}
              type="radio"
              name="whose"
              label={contractLabel(contract)}
              checked={target.contractId === contract.id}
              onChecked={() => {
                onTarget({ ...target, contractId: contract.id, name: contractLabel(contract) });
              }}
            />
          ))}
          <Choice
            type="radio"
            name="whose"
            label={t("staffDocument.justPerson", { name: member.name })}
            checked={target.contractId === null}
            onChecked={() => {
              onTarget({ ...target, contractId: null, name: member.name });
            }}
          />
        </fieldset>
      )}
    </div>
  );
}

interface MemberFieldProps {
  readonly target: MemberTarget | null;
  readonly onTarget: (target: MemberTarget | null) => void;
}

/** A person by search, then whether it is theirs alone or belongs to one of their contracts. */
export function MemberField({ target, onTarget }: MemberFieldProps) {
  const [search, setSearch] = useState("");
  const settled = useSettled(search.trim());
  if (target) return <Picked target={target} onTarget={onTarget} />;
  return (
    <div class="stack stack-3">
      <Seek id="document-member" label={t("staffDocument.memberHint")} value={search} onValue={setSearch} />
      {settled.length > 1 && (
        <Hits
          search={settled}
          onPick={(memberId) => {
            onTarget({ kind: "member", memberId, contractId: null, name: "" });
          }}
        />
      )}
    </div>
  );
}
