import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { dateMedium } from "@/i18n/format";
import { Empty, Failure, SkeletonList } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { usePaged } from "@/shared/paged";

import { More } from "../parts/more";
import { Ask } from "../parts/ask";
import { NotYours } from "../parts/not-yours";
import { Top } from "../parts/pane";
import { State } from "../parts/state";
import { Table } from "../parts/table";
import { useMay } from "../role";
import { CreateToken } from "./create";
import { lifeOf } from "./form";
import { ApiTokens, RevokeApiToken, type ApiTokensQuery } from "./tokens.generated";

type Token = ApiTokensQuery["apiTokens"]["edges"][number]["node"];

const FIRST = { first: 50 };

function select(result: ApiTokensQuery): ApiTokensQuery["apiTokens"] {
  return result.apiTokens;
}

function LifeOf({ token }: { token: Token }) {
  const life = lifeOf(token, new Date());
  if (life === "valid") {
    return (
      <State tone="ok" icon="ok">
        {t("staffToken.until", { date: dateMedium(new Date(token.expiresAt)) })}
      </State>
    );
  }
  return (
    <State tone="mute" icon={life === "revoked" ? "ban" : "clock"}>
      {t(life === "revoked" ? "staffToken.revoked" : "staffToken.ended")}
    </State>
  );
}

interface RowProps {
  readonly token: Token;
  readonly onRevoke: (token: Token) => void;
}

function Row({ token, onRevoke }: RowProps) {
  const places = token.districts.map(({ name }) => t("staff.district", { name })).join(", ");
  return (
    <tr>
      <td>
        <b>{token.name}</b>
        <small>{places || t("staffToken.everywhere")}</small>
      </td>
      <td>{token.scopes.map((scope) => t(`staffToken.scope.${scope}`)).join(", ")}</td>
      <td>{token.lastUsedOn ? dateMedium(new Date(`${token.lastUsedOn}T12:00:00Z`)) : t("staffToken.never")}</td>
      <td>
        <LifeOf token={token} />
      </td>
      <td>
        {lifeOf(token, new Date()) === "valid" && (
          <Button
            look="danger-second"
            onClick={() => {
              onRevoke(token);
            }}
          >
            {t("staffToken.revoke.do")}
          </Button>
        )}
      </td>
    </tr>
  );
}

function Tokens() {
  const { rows, error, refresh, hasMore, loadingMore, more } = usePaged(ApiTokens, FIRST, select);
  const [asked, setAsked] = useState<Token | null>(null);
  const revoking = useAction(async () => {
    if (!asked) return;
    await request(RevokeApiToken, { id: asked.id });
    setAsked(null);
    refresh();
  });
  const list =
    rows &&
    (rows.length === 0 ? (
      <Empty icon="key" tone="mute">
        <p>{t("staffToken.empty")}</p>
      </Empty>
    ) : (
      <div class="pane">
        <Table
          stacks
          lastAtEnd
          label={t("staffToken.title")}
          heads={[
            t("staffToken.name"),
            t("staffToken.rights"),
            t("staffToken.lastUsed"),
            t("staffToken.validity"),
            <span class="vh">{t("staffToken.revoke.do")}</span>,
          ]}
        >
          {rows.map((token) => (
            <Row key={token.id} token={token} onRevoke={setAsked} />
          ))}
        </Table>
      </div>
    ));
  return (
    <div class="stack stack-4">
      {error && <Failure error={error} retry={refresh} />}
      {list ?? (!error && <SkeletonList label={t("staffToken.loading")} rows={3} />)}
      <More hasMore={hasMore} busy={loadingMore} more={more} />
      {asked && (
        <Ask
          title={t("staffToken.revoke.ask", { name: asked.name })}
          yes={t("staffToken.revoke.yes")}
          no={t("staffToken.revoke.no")}
          icon="ban"
          action={revoking}
          onYes={revoking.run}
          onClose={() => {
            setAsked(null);
            revoking.clear();
          }}
        >
          <p>{t("staffToken.revoke.text")}</p>
        </Ask>
      )}
      <CreateToken onMade={refresh} />
    </div>
  );
}

/** The credentials of programs: made, listed and ended by the administration. */
export function TokensPage() {
  const may = useMay();
  if (!may("manageTokens")) return <NotYours title={t("staffToken.title")} />;
  return (
    <div class="stack stack-4">
      <Top title={t("staffToken.title")} sub={t("staffToken.sub")} />
      <Tokens />
    </div>
  );
}
