import { useEffect, useMemo, useState } from "preact/hooks";

import { t } from "@/i18n";
import { dayKey } from "@/i18n/format";
import { T } from "@/i18n/rich";
import { Empty, Failure, SkeletonList } from "@/shared/feedback";
import { usePaged } from "@/shared/paged";
import { replaceSearch, useLocation } from "@/shared/router";

import { More } from "../parts/more";
import { Chips } from "../parts/chips";
import { NotYours } from "../parts/not-yours";
import { Top } from "../parts/pane";
import { Seek } from "../parts/seek";
import { useSettled } from "../parts/settled";
import { State } from "../parts/state";
import { Table } from "../parts/table";
import { useMay } from "../role";
import { accountLook, currentContracts, unitText, waysText, type MemberRow } from "./look";
import { Members, type MembersQuery } from "./members.generated";

const PAGE = 30;
/** In the address: only those whose mails come back. */
const UNREACHABLE = "kommt-nicht-an";

function select(result: MembersQuery): MembersQuery["members"] {
  return result.members;
}

function HomeCell({ member }: { member: MemberRow }) {
  const current = currentContracts(member.contracts, dayKey(new Date()));
  const [first] = current;
  if (!first) return <span class="quiet">{t("staffMember.noHome")}</span>;
  return (
    <>
      {unitText(first)}
      {current.length > 1 && <small>{t("staffMember.moreHomes", { n: current.length - 1 })}</small>}
    </>
  );
}

export function AccountStateOf({ member }: { member: Pick<MemberRow, "accountState" | "status"> }) {
  if (member.status === "DECEASED") {
    return (
      <State tone="danger" icon="person">
        {t("staffMember.status.DECEASED")}
      </State>
    );
  }
  const look = accountLook(member.accountState);
  return (
    <State tone={look.tone} icon={look.icon}>
      {t(`staffMember.account.${member.accountState}`)}
    </State>
  );
}

function Row({ member }: { member: MemberRow }) {
  return (
    <tr>
      <td>
        <a href={`/verwaltung/mitglieder/${member.id}`}>{member.name}</a>
        <small class="num">{member.numbers.join(", ") || t("staffMember.noNumber")}</small>
      </td>
      <td>
        <HomeCell member={member} />
      </td>
      <td>
        <AccountStateOf member={member} />
      </td>
      <td>
        {waysText(member)}
        {member.emailState === "SUPPRESSED" && <small>{t("staffMember.unreachable")}</small>}
      </td>
    </tr>
  );
}

interface NobodyProps {
  readonly search: string;
  readonly inHouse: boolean;
  readonly unreachable: boolean;
}

function Nobody({ search, inHouse, unreachable }: NobodyProps) {
  const without = unreachable ? "staffMember.noneUnreachable" : "staffMember.empty";
  const text = search ? t("staffMember.none", { search }) : t(inHouse ? "staffMember.noneInHouse" : without);
  return (
    <Empty icon="people" tone="mute">
      <p>{text}</p>
    </Empty>
  );
}

interface ResultProps {
  readonly search: string;
  readonly houseId: string | null;
  readonly unreachable: boolean;
}

function Result({ search, houseId, unreachable }: ResultProps) {
  const variables = useMemo(
    () => ({ first: PAGE, search, houseId, emailState: unreachable ? ("SUPPRESSED" as const) : null }),
    [search, houseId, unreachable],
  );
  const { rows, total, error, refresh, hasMore, loadingMore, more } = usePaged(Members, variables, select);
  if (!rows) {
    return error ? (
      <Failure error={error} retry={refresh} />
    ) : (
      <SkeletonList label={t("staffMember.loading")} rows={8} />
    );
  }
  if (rows.length === 0) return <Nobody search={search} inHouse={houseId !== null} unreachable={unreachable} />;
  return (
    <div class="stack stack-4">
      {error && <Failure error={error} retry={refresh} />}
      <p class="sm second" role="status">
        {search ? (
          <T k="staffMember.hits" values={{ n: total ?? rows.length }} />
        ) : (
          t("staffMember.total", { n: total ?? rows.length })
        )}
      </p>
      <div class="pane">
        <Table
          stacks
          label={t("staffMember.title")}
          heads={[t("staffMember.name"), t("staffMember.home"), t("staffMember.access"), t("staffMember.reachable")]}
        >
          {rows.map((member) => (
            <Row key={member.id} member={member} />
          ))}
        </Table>
      </div>
      <More hasMore={hasMore} busy={loadingMore} more={more} />
    </div>
  );
}

/** Finding a person while they are on the telephone; the search stands in the address. */
export function MembersPage() {
  const may = useMay();
  const { search: query, visit } = useLocation();
  const houseId = query.get("haus");
  const [search, setSearch] = useState(query.get("q") ?? "");
  const [unreachable, setUnreachable] = useState(query.get("email") === UNREACHABLE);
  const settled = useSettled(search.trim());
  useEffect(() => {
    const given = new URLSearchParams(window.location.search);
    setSearch(given.get("q") ?? "");
    setUnreachable(given.get("email") === UNREACHABLE);
  }, [visit]);
  useEffect(() => {
    const next = new URLSearchParams();
    if (settled) next.set("q", settled);
    if (houseId) next.set("haus", houseId);
    if (unreachable) next.set("email", UNREACHABLE);
    const wanted = next.toString();
    const text = wanted && `?${wanted}`;
    if (text !== window.location.search) replaceSearch(text);
  }, [settled, houseId, unreachable]);
  if (!may("readMembers")) return <NotYours title={t("staffMember.title")} />;
  return (
    <div class="stack stack-4">
      <Top title={t("staffMember.title")} />
      <form
        class="row"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
        }}
      >
        <Seek label={t("staffMember.search")} value={search} onValue={setSearch} />
      </form>
      <Chips
        label={t("staffMember.narrow")}
        options={[
          { value: "all", label: t("staffMember.everybody") },
          { value: UNREACHABLE, label: t("staffMember.unreachable"), icon: "mail" },
        ]}
        value={unreachable ? UNREACHABLE : "all"}
        onValue={(value) => {
          setUnreachable(value === UNREACHABLE);
        }}
      />
      {houseId && (
        <p class="row row--tight">
          <State tone="brand" icon="house">
            {t("staffMember.inThisHouse")}
          </State>
          <a class="link" href="/verwaltung/mitglieder">
            {t("staffMember.allHouses")}
          </a>
        </p>
      )}
      <Result search={settled} houseId={houseId} unreachable={unreachable} />
    </div>
  );
}
