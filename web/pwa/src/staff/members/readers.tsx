import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { useQuery } from "@/api/use-query";
import { t } from "@/i18n";
import { dateMedium } from "@/i18n/format";
import { Failure, SkeletonList } from "@/shared/feedback";
import { Button } from "@/shared/form";

import { Ask } from "../parts/ask";
import { Pane } from "../parts/pane";
import { EndMemberReader, MemberReaders, type MemberReaderPartsFragment } from "./readers.generated";
import { RegisterReader } from "./register-reader";

type MemberReader = MemberReaderPartsFragment;

function day(value: string): string {
  return dateMedium(new Date(`${value}T12:00:00Z`));
}

function stateText({ state, invitedAt, acceptedAt }: MemberReader["reader"]): string {
  if (state === "OUTSIDE") return t("staffReader.state.OUTSIDE");
  const since = state === "READING" && acceptedAt ? acceptedAt : invitedAt;
  return t(`staffReader.state.${state}`, { date: dateMedium(new Date(since)) });
}

function lines({ reader, deedNote, deedSeenAt }: MemberReader): readonly string[] {
  const { startsOn, endsOn } = reader;
  const span = [
    startsOn && t("staffReader.from", { date: day(startsOn) }),
    endsOn && t("staffReader.until", { date: day(endsOn) }),
  ].filter(Boolean);
  return [
    `${stateText(reader)}, ${t(reader.readsDocuments ? "staffReader.documents" : "staffReader.notices")}`,
    reader.email ?? "",
    span.join(", "),
    deedNote && deedSeenAt
      ? t("staffReader.deed", { note: deedNote, date: dateMedium(new Date(deedSeenAt)) })
      : deedNote,
  ].filter((line) => line !== "");
}

interface EndProps {
  readonly reader: MemberReader["reader"];
  readonly done: () => void;
}

function End({ reader, done }: EndProps) {
  const [asked, setAsked] = useState(false);
  const { name } = reader;
  const ending = useAction(async () => {
    await request(EndMemberReader, { id: reader.id });
    setAsked(false);
    done();
  });
  return (
    <>
      <button
        class="btn btn--second"
        type="button"
        aria-label={t("staffReader.endOf", { name })}
        onClick={() => {
          setAsked(true);
        }}
      >
        {t("staffReader.end")}
      </button>
      {asked && (
        <Ask
          title={t("staffReader.endAsk", { name })}
          yes={t("staffReader.endYes")}
          no={t("staffReader.no")}
          icon="close"
          action={ending}
          onYes={ending.run}
          onClose={() => {
            setAsked(false);
            ending.clear();
          }}
        >
          <p>{t(reader.acceptedAt ? "staffReader.endText" : "staffReader.takeBackText", { name })}</p>
        </Ask>
      )}
    </>
  );
}

/** Who reads for this member: whom they invited, and guardians and proxies by a deed the desk has seen (DS-19a). */
export function ReadersOf({ memberId }: { memberId: string }) {
  const { data, error, refresh } = useQuery(MemberReaders, { memberId });
  const [asked, setAsked] = useState(false);
  return (
    <Pane title={t("staffReader.title")}>
      {error && <Failure error={error} retry={refresh} />}
      {!data && !error && <SkeletonList label={t("staffReader.loading")} rows={1} />}
      {data?.memberReaders.length === 0 && <p class="second">{t("staffReader.none")}</p>}
      {data && data.memberReaders.length > 0 && (
        <ul class="stack stack-4">
          {data.memberReaders.map((row) => (
            <li key={row.reader.id} class="row row--apart">
              <div>
                <b>{row.reader.name}</b> <span class="second">{t(`staffReader.kind.${row.reader.kind}`)}</span>
                {lines(row).map((line) => (
                  <p key={line} class="sm second break">
                    {line}
                  </p>
                ))}
              </div>
              <End reader={row.reader} done={refresh} />
            </li>
          ))}
        </ul>
      )}
      {data && (
        <div class="row">
          <Button
            look="second"
            icon="plus"
            onClick={() => {
              setAsked(true);
            }}
          >
            {t("staffReader.register")}
          </Button>
        </div>
      )}
      {asked && (
        <RegisterReader
          memberId={memberId}
          onDone={() => {
            setAsked(false);
            refresh();
          }}
          onClose={() => {
            setAsked(false);
          }}
        />
      )}
    </Pane>
  );
}
