import { useMemo, useState } from "preact/hooks";

import { request } from "@/api/client";
import type { DocumentRow } from "@/api/types";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { dateMedium } from "@/i18n/format";
import { T } from "@/i18n/rich";
import { Failure, SkeletonList } from "@/shared/feedback";
import { Icon } from "@/shared/icon";
import { usePaged, type Connection } from "@/shared/paged";

import { Ask } from "../parts/ask";
import { Pane } from "../parts/pane";
import { Table } from "../parts/table";
import { More } from "../parts/more";
import { useMay } from "../role";
import { MemberDocuments, Withdraw, type MemberDocumentsQuery } from "./members.generated";

const NONE: Connection<DocumentRow> = { edges: [], pageInfo: { hasNextPage: false, endCursor: null } };

function select(result: MemberDocumentsQuery): Connection<DocumentRow> {
  return result.member?.documents ?? NONE;
}

interface WithdrawProps {
  readonly document: DocumentRow;
  readonly done: () => void;
}

function WithdrawButton({ document, done }: WithdrawProps) {
  const [asked, setAsked] = useState(false);
  const withdrawing = useAction(async () => {
    await request(Withdraw, { id: document.id });
    setAsked(false);
    done();
  });
  return (
    <>
      <button
        class="btn btn--quiet"
        type="button"
        aria-label={t("staffMember.withdrawOf", { title: document.title })}
        onClick={() => {
          setAsked(true);
        }}
      >
        {t("staffMember.withdraw")}
      </button>
      {asked && (
        <Ask
          title={t("staffMember.withdrawAsk")}
          yes={t("staffMember.withdrawYes")}
          no={t("staffMember.withdrawNo")}
          icon="ban"
          action={withdrawing}
          onYes={withdrawing.run}
          onClose={() => {
            setAsked(false);
            withdrawing.clear();
          }}
        >
          <p>
            <T k="staffMember.withdrawText" values={{ title: document.title }} />
          </p>
        </Ask>
      )}
    </>
  );
}

function Row({ document, done }: WithdrawProps) {
  const may = useMay();
  const published = document.publishedAt ? dateMedium(new Date(document.publishedAt)) : "";
  if (document.withdrawnAt) {
    return (
      <tr class="is-past">
        <td>
          <s>{document.title}</s>
          <small>{t("staffMember.withdrawn", { date: dateMedium(new Date(document.withdrawnAt)) })}</small>
        </td>
        <td>{published}</td>
        <td />
      </tr>
    );
  }
  return (
    <tr>
      <td>
        <a href={document.url} target="_blank" rel="noopener">
          {document.title}
        </a>
        <small>
          {[t(`staffDocument.categoryName.${document.category}`), document.concerns].filter(Boolean).join(" · ")}
        </small>
      </td>
      <td class="nowrap">{published}</td>
      <td class="end">{may("publishDocuments") && <WithdrawButton document={document} done={done} />}</td>
    </tr>
  );
}

function List({ memberId }: { memberId: string }) {
  const variables = useMemo(() => ({ id: memberId, first: 20 }), [memberId]);
  const { rows, error, refresh, hasMore, loadingMore, more } = usePaged(MemberDocuments, variables, select);
  if (!rows) {
    return (
      <div class="pane__body">
        {error ? (
          <Failure error={error} retry={refresh} />
        ) : (
          <SkeletonList label={t("staffMember.documentsLoading")} rows={2} />
        )}
      </div>
    );
  }
  if (rows.length === 0) return <p class="pane__body second">{t("staffMember.documentsNone")}</p>;
  return (
    <>
      <Table
        label={t("staffMember.documents")}
        stacks
        lastAtEnd
        heads={[
          t("staffMember.document"),
          t("staffMember.published"),
          <span key="actions" class="vh">
            {t("staffStock.actions")}
          </span>,
        ]}
      >
        {rows.map((document) => (
          <Row key={document.id} document={document} done={refresh} />
        ))}
      </Table>
      <More hasMore={hasMore} busy={loadingMore} more={more} />
    </>
  );
}

/** What lies ready for this person. Personal documents are shown to the roles that work with them. */
export function DocumentsOf({ memberId }: { memberId: string }) {
  const may = useMay();
  return (
    <Pane
      flush
      title={t("staffMember.documents")}
      aside={
        may("publishDocuments") && (
          <a class="btn btn--second" href={`/verwaltung/dokumente/neu?mitglied=${memberId}`}>
            <Icon name="upload" />
            <span>{t("staffMember.publish")}</span>
          </a>
        )
      }
    >
      {may("readDocuments") ? (
        <List memberId={memberId} />
      ) : (
        <p class="pane__body second">{t("staffMember.documentsHidden")}</p>
      )}
    </Pane>
  );
}
