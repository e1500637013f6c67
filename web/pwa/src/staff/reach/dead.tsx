import { useMemo, useState } from "preact/hooks";

import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { dateShort, time } from "@/i18n/format";
import { Failure } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { usePaged } from "@/shared/paged";

import { Ask } from "../parts/ask";
import { Pane } from "../parts/pane";
import { Table } from "../parts/table";
import { More } from "../parts/more";
import { useMay } from "../role";
import { nameOf } from "./missed";
import { DeadLetters, DropDelivery, RetryDelivery, type DeadLettersQuery } from "./reach.generated";
import { reasonText } from "./why";

type Letter = DeadLettersQuery["deadLetters"]["edges"][number]["node"];

function select(result: DeadLettersQuery): DeadLettersQuery["deadLetters"] {
  return result.deadLetters;
}

interface DecideProps {
  readonly letter: Letter;
  readonly done: () => void;
}

/** Once more, or never; dropping is asked twice, as nobody can take it back. */
function Decide({ letter, done }: DecideProps) {
  const [asked, setAsked] = useState(false);
  const retrying = useAction(async () => {
    await request(RetryDelivery, { id: letter.id });
    done();
  });
  const dropping = useAction(async () => {
    await request(DropDelivery, { id: letter.id });
    setAsked(false);
    done();
  });
  return (
    <div class="row row--tight">
      {letter.canRetry && (
        <Button look="second" icon="refresh" busy={retrying.busy} onClick={retrying.run}>
          {t("staffNotice.dead.retry")}
        </Button>
      )}
      <Button
        look="second"
        onClick={() => {
          setAsked(true);
        }}
      >
        {t("staffNotice.dead.drop")}
      </Button>
      {retrying.error && <Failure error={retrying.error} />}
      {asked && (
        <Ask
          title={t("staffNotice.dead.dropAsk")}
          yes={t("staffNotice.dead.dropYes")}
          no={t("staffNotice.dead.dropNo")}
          action={dropping}
          onYes={dropping.run}
          onClose={() => {
            setAsked(false);
            dropping.clear();
          }}
        >
          <p>{t("staffNotice.dead.dropText", { name: nameOf(letter) })}</p>
        </Ask>
      )}
    </div>
  );
}

function LetterRow({ letter, done, namesSubject }: DecideProps & { readonly namesSubject: boolean }) {
  const may = useMay();
  const died = letter.diedAt ? new Date(letter.diedAt) : null;
  const channel = t(`staffNotice.reach.channelName.${letter.channel}`);
  return (
    <tr>
      <td>
        <b>{nameOf(letter)}</b>
        {namesSubject && <small>{letter.about || t("staffNotice.dead.account")}</small>}
      </td>
      <td>
        {channel}
        <small class="whole">{letter.target}</small>
      </td>
      <td>
        {reasonText(letter.reason)}
        {letter.lastStatus && <small>{t("staffNotice.dead.status", { status: letter.lastStatus })}</small>}
        {died && <small class="num whole">{`${dateShort(died)}, ${time(died)}`}</small>}
      </td>
      <td>
        {may("manageDeliveries") ? (
          <Decide letter={letter} done={done} />
        ) : (
          t(letter.canRetry ? "staffNotice.dead.waiting" : "staffNotice.dead.over")
        )}
      </td>
    </tr>
  );
}

interface Props {
  /** Of one notice only; without it, of everything that is sent. */
  readonly noticeId?: string;
}

/** What was tried in vain and waits for a decision; nothing at all where there is none. */
export function DeadLetterPane({ noticeId }: Props) {
  const variables = useMemo(() => ({ noticeId: noticeId ?? null, first: 20 }), [noticeId]);
  const { rows, error, refresh, hasMore, loadingMore, more } = usePaged(DeadLetters, variables, select);
  if (!rows) return error ? <Failure error={error} retry={refresh} /> : null;
  if (rows.length === 0) return null;
  return (
    <Pane title={t("staffNotice.dead.title")} flush onScreen>
      <p class="pane__body sm second">{t("staffNotice.dead.text")}</p>
      <Table
        label={t("staffNotice.dead.title")}
        stacks
        heads={[
          t("staffNotice.reach.person"),
          t("staffNotice.reach.channel"),
          t("staffNotice.reach.why"),
          t("staffNotice.dead.decide"),
        ]}
      >
        {rows.map((letter) => (
          <LetterRow key={letter.id} letter={letter} done={refresh} namesSubject={noticeId === undefined} />
        ))}
      </Table>
      <More hasMore={hasMore} busy={loadingMore} more={more} />
    </Pane>
  );
}
