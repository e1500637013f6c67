import { useQuery } from "@/api/use-query";
import { t } from "@/i18n";
import { dateMedium, dateTime, dayKey } from "@/i18n/format";
import { T } from "@/i18n/rich";
import { Failure, Note, SkeletonList } from "@/shared/feedback";
import { tagOf } from "@/shared/language";
import { NotFound } from "@/shared/not-found";
import { usePortal } from "@/shared/portal";
import type { Params } from "@/shared/routes";

import { NotYours } from "../parts/not-yours";
import { Pane, Top } from "../parts/pane";
import { State } from "../parts/state";
import { Table } from "../parts/table";
import { useMay } from "../role";
import { DocumentsOf } from "./documents";
import { HelpFor } from "./help";
import { AccountStateOf } from "./list";
import { currentContracts, wayIcon, waysText } from "./look";
import { MailProblemOf } from "./mail-problem";
import { Member, type MemberQuery } from "./members.generated";
import { ReadersOf } from "./readers";

const BACK = "/verwaltung/mitglieder";

type MemberFull = NonNullable<MemberQuery["member"]>;

function Access({ member }: { member: MemberFull }) {
  const portal = usePortal();
  const may = useMay();
  const { accountState } = member;
  if (member.status === "DECEASED") {
    return (
      <Note tone="danger" icon="person">
        <p>
          <T k="staffMember.deceased" values={{ name: member.name }} />
        </p>
      </Note>
    );
  }
  const hasScript = !may("helpMembers") && accountState !== "LOGGED_IN" && accountState !== "LOCKED";
  return (
    <Pane title={t("staffMember.where")} aside={<AccountStateOf member={member} />}>
      <p>{t(`staffMember.accountText.${accountState}`)}</p>
      {hasScript && (
        <Note icon="phone">
          <p>
            {accountState === "MAIL_SENT" ? (
              <T k="staffMember.phone.MAIL_SENT" values={{ name: portal?.name ?? "" }} />
            ) : (
              <T k={`staffMember.phone.${accountState}`} />
            )}
          </p>
        </Note>
      )}
    </Pane>
  );
}

/** A long address breaks behind the "@", not in the middle of a word. */
function Address({ email }: { email: string }) {
  const at = email.indexOf("@") + 1;
  return (
    <span class="break">
      {email.slice(0, at)}
      <wbr />
      {email.slice(at)}
    </span>
  );
}

function Person({ member }: { member: MemberFull }) {
  return (
    <Pane title={t("staffMember.person")}>
      <dl class="facts facts--tight">
        <dt>{t("staffMember.number")}</dt>
        <dd class="num">{member.numbers.join(", ") || t("staffMember.noNumber")}</dd>
        <dt>{t("staffMember.mail")}</dt>
        <dd>
          {member.email && <Address email={member.email} />}
          <span class="fact__sub sm second">{t(`staffMember.email.${member.emailState}`)}</span>
        </dd>
        <dt>{t("staffMember.devices")}</dt>
        <dd>
          {member.deviceCount > 0 ? t("staffMember.deviceCount", { n: member.deviceCount }) : t("staffMember.noDevice")}
        </dd>
        <dt>{t("staffMember.lastLogin")}</dt>
        <dd>{member.lastLoginAt ? dateTime(new Date(member.lastLoginAt)) : t("staffMember.never")}</dd>
        <dt>{t("staffMember.language")}</dt>
        <dd lang={tagOf(member.language)}>{t(`common.languageName.${member.language}`)}</dd>
        <dt>{t("staffMember.externalId")}</dt>
        <dd class="num">{member.externalId}</dd>
      </dl>
    </Pane>
  );
}

function day(value: string): string {
  return dateMedium(new Date(`${value}T12:00:00Z`));
}

function Contracts({ member }: { member: MemberFull }) {
  if (member.contracts.length === 0) {
    return (
      <Pane title={t("staffMember.contracts")}>
        <p class="second">{t("staffMember.contractsNone")}</p>
      </Pane>
    );
  }
  return (
    <Pane title={t("staffMember.contracts")} flush>
      <Table
        label={t("staffMember.contracts")}
        stacks
        heads={[t("staffMember.contract"), t("staffMember.unit"), t("staffMember.since"), t("staffMember.until")]}
      >
        {member.contracts.map((contract) => (
          <tr key={contract.id}>
            <td class="num">{contract.number}</td>
            <td>
              {contract.house.address}
              <small>
                {t(`staffMember.unitKind.${contract.unitKind}`)} {contract.unitNumber}
              </small>
            </td>
            <td class="nowrap">{day(contract.startsOn)}</td>
            <td class="nowrap">{contract.endsOn ? day(contract.endsOn) : t("staffMember.openUntil")}</td>
          </tr>
        ))}
      </Table>
    </Pane>
  );
}

function Plate({ member }: { member: MemberFull }) {
  const [home] = currentContracts(member.contracts, dayKey(new Date()));
  if (!home) return null;
  return (
    <span class="plate">
      <span>{home.house.street}</span>
      <b>{`${home.house.number}${home.house.entrance}`}</b>
    </span>
  );
}

function MemberOf({ id }: { id: string }) {
  const may = useMay();
  const { data, error, refresh } = useQuery(Member, { id });
  if (!data) {
    return error ? (
      <Failure error={error} retry={refresh} />
    ) : (
      <SkeletonList label={t("staffMember.loading")} rows={4} />
    );
  }
  const { member } = data;
  if (!member) return <NotFound home={BACK} />;
  return (
    <div class="stack stack-5">
      <Top
        title={member.name}
        back={{ href: BACK, label: t("staffMember.back") }}
        sub={member.numbers.join(", ") || t("staffMember.noNumber")}
      >
        {member.status === "ENDED" && (
          <State tone="mute" icon="archive">
            {t("staffMember.status.ENDED")}
          </State>
        )}
        <Plate member={member} />
      </Top>
      {error && <Failure error={error} retry={refresh} />}
      <div class="grid grid--main">
        <div class="stack stack-5">
          <Access member={member} />
          {may("helpMembers") && <HelpFor memberId={member.id} done={refresh} />}
          {member.mailProblem && (
            <MailProblemOf
              memberId={member.id}
              problem={member.mailProblem}
              way={waysText(member)}
              wayIcon={wayIcon(member)}
              done={refresh}
            />
          )}
          <Contracts member={member} />
          {may("helpMembers") && <ReadersOf memberId={member.id} />}
          <DocumentsOf memberId={member.id} />
        </div>
        <div class="stack stack-5">
          <Person member={member} />
        </div>
      </div>
    </div>
  );
}

/** One person: where they stand on their way into the portal, how they are reached, what lies ready for them. */
export function MemberPage({ params }: { params: Params }) {
  const may = useMay();
  if (!may("readMembers")) return <NotYours title={t("staffMember.title")} />;
  const id = params["id"] ?? "";
  return <MemberOf key={id} id={id} />;
}
