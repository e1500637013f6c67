import { t } from "@/i18n";
import { dateTime } from "@/i18n/format";
import { Empty, Failure, SkeletonList } from "@/shared/feedback";
import { Icon } from "@/shared/icon";
import { usePaged } from "@/shared/paged";

import { More } from "../parts/more";
import { NotYours } from "../parts/not-yours";
import { Top } from "../parts/pane";
import { State } from "../parts/state";
import { Table } from "../parts/table";
import { useMay } from "../role";
import { areaText, lookOf, type Colleague } from "./look";
import { Colleagues, type ColleaguesQuery } from "./people.generated";

const FIRST = { first: 50 };

function select(result: ColleaguesQuery): ColleaguesQuery["colleagues"] {
  return result.colleagues;
}

export function AccessOf({ person }: { person: Colleague }) {
  const look = lookOf(person);
  return (
    <State tone={look.tone} icon={look.icon}>
      {t(`staffPeople.state.${look.key}`)}
    </State>
  );
}

function Row({ person }: { person: Colleague }) {
  return (
    <tr>
      <td>
        <a href={`/verwaltung/mitarbeitende/${person.id}`}>{person.name}</a>
        {person.isSelf && <> ({t("staffPeople.you")})</>}
        <small>{person.email}</small>
      </td>
      <td>
        {t(`staff.role.${person.role}`)}
        <small>{areaText(person)}</small>
      </td>
      <td>
        <AccessOf person={person} />
      </td>
      <td>{person.lastLoginAt ? dateTime(new Date(person.lastLoginAt)) : t("staffPeople.never")}</td>
    </tr>
  );
}

function People() {
  const { rows, error, refresh, hasMore, loadingMore, more } = usePaged(Colleagues, FIRST, select);
  if (!rows) {
    return error ? (
      <Failure error={error} retry={refresh} />
    ) : (
      <SkeletonList label={t("staffPeople.loading")} rows={5} />
    );
  }
  return (
    <div class="stack stack-4">
      {error && <Failure error={error} retry={refresh} />}
      {rows.every(({ isSelf }) => isSelf) && (
        <Empty icon="people" tone="mute">
          <p>{t("staffPeople.empty")}</p>
        </Empty>
      )}
      <div class="pane">
        <Table
          stacks
          label={t("staffPeople.title")}
          heads={[t("staffPeople.name"), t("staffPeople.role"), t("staffPeople.access"), t("staffPeople.lastLogin")]}
        >
          {rows.map((person) => (
            <Row key={person.id} person={person} />
          ))}
        </Table>
      </div>
      <More hasMore={hasMore} busy={loadingMore} more={more} />
    </div>
  );
}

/** Everybody who can sign in at the desk. */
export function PeoplePage() {
  const may = useMay();
  if (!may("manageStaff")) return <NotYours title={t("staffPeople.title")} />;
  return (
    <div class="stack stack-4">
      <Top title={t("staffPeople.title")} sub={t("staffPeople.sub")}>
        <a class="btn" href="/verwaltung/mitarbeitende/neu">
          <Icon name="plus" />
          <span>{t("staffPeople.invite.title")}</span>
        </a>
      </Top>
      <People />
    </div>
  );
}
