import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { EndReader, Readers, type ReaderPartsFragment as Reader } from "@/api/reading.generated";
import { useAction } from "@/api/use-action";
import { useQuery } from "@/api/use-query";
import { t } from "@/i18n";
import { dateMedium } from "@/i18n/format";
import { Failure, Note, SkeletonList } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { Icon } from "@/shared/icon";
import { usePortal } from "@/shared/portal";
import { day } from "@/shared/reading/bar";
import { Sure } from "@/shared/reading/sure";

import { InviteForm } from "./invite";

/** As the server counts them. */
const MOST_INVITED = 3;

function stateText({ state, invitedAt, acceptedAt }: Reader): string {
  if (state === "OUTSIDE") return t("reading.readers.state.OUTSIDE");
  const since = state === "READING" && acceptedAt ? acceptedAt : invitedAt;
  return t(`reading.readers.state.${state}`, { date: dateMedium(new Date(since)) });
}

function details(reader: Reader): string {
  return [
    t(reader.readsDocuments ? "reading.readers.scope.documents" : "reading.readers.scope.notices"),
    reader.startsOn && t("reading.readers.from", { date: day(reader.startsOn) }),
    reader.endsOn && t("reading.readers.until", { date: day(reader.endsOn) }),
  ]
    .filter(Boolean)
    .join(", ");
}

function Deed() {
  const phone = usePortal()?.servicePhone;
  return <p class="sm quiet">{phone ? t("reading.readers.deed", { phone }) : t("reading.readers.deedPlain")}</p>;
}

interface RowProps {
  readonly reader: Reader;
  readonly onEnded: (said: string) => void;
}

function End({ reader, onEnded }: RowProps) {
  const [asked, setAsked] = useState(false);
  const { name } = reader;
  const reads = reader.acceptedAt !== null;
  const end = useAction(async () => {
    await request(EndReader, { id: reader.id });
    setAsked(false);
    onEnded(t(reads ? "reading.readers.ended" : "reading.readers.takenBack", { name }));
  });
  return (
    <>
      <button
        class="btn btn--quiet"
        type="button"
        aria-label={t(reads ? "reading.readers.endOf" : "reading.readers.takeBackOf", { name })}
        onClick={() => {
          setAsked(true);
        }}
      >
        <Icon name="close" />
        <span>{t(reads ? "reading.readers.end" : "reading.readers.takeBack")}</span>
      </button>
      {asked && (
        <Sure
          title={t(reads ? "reading.readers.endAsk" : "reading.readers.takeBackAsk", { name })}
          texts={[reads ? t("reading.readers.endText", { name }) : t("reading.readers.takeBackText")]}
          yes={t(reads ? "reading.readers.endYes" : "reading.readers.takeBackYes")}
          no={t(reads ? "reading.readers.endNo" : "reading.readers.takeBackNo")}
          action={end}
          onClose={() => {
            setAsked(false);
            end.clear();
          }}
        />
      )}
    </>
  );
}

function Row({ reader, onEnded }: RowProps) {
  const isByDeed = reader.kind !== "INVITED";
  return (
    <li class="stack stack-2">
      <div class="line">
        <Icon name={isByDeed ? "contract" : "person"} />
        <div>
          <b>{reader.name}</b>
          <p class="second sm">
            {isByDeed && `${t(`reading.kind.${reader.kind}`)}, `}
            {stateText(reader)}
          </p>
          {reader.email && <p class="second sm break">{reader.email}</p>}
          <p class="second sm">{details(reader)}</p>
          {isByDeed && <Deed />}
        </div>
      </div>
      {!isByDeed && (
        <div class="actions">
          <End reader={reader} onEnded={onEnded} />
        </div>
      )}
    </li>
  );
}

interface AddProps {
  readonly readers: readonly Reader[];
  readonly onSent: (email: string) => void;
}

function Add({ readers, onSent }: AddProps) {
  const [open, setOpen] = useState(false);
  const taken = readers.filter(({ kind, state }) => kind === "INVITED" && state !== "LAPSED").length;
  if (open) {
    return (
      <InviteForm
        onSent={(email) => {
          setOpen(false);
          onSent(email);
        }}
        onCancel={() => {
          setOpen(false);
        }}
      />
    );
  }
  if (taken >= MOST_INVITED) return <p class="second sm">{t("reading.readers.full")}</p>;
  return (
    <Button
      look="second"
      icon="plus"
      onClick={() => {
        setOpen(true);
      }}
    >
      {t("reading.readers.invite")}
    </Button>
  );
}

/** "Jemand liest für mich mit": who does, by invitation or by deed, and the way to invite somebody (DS-19, DS-19a). */
export function ReadersCard() {
  const { data, error, refresh } = useQuery(Readers, {});
  const [said, setSaid] = useState("");
  const tell = (words: string): void => {
    setSaid(words);
    refresh();
  };
  return (
    <section class="card stack stack-4" id="mitlesen" aria-labelledby="readers">
      <h2 id="readers">{t("reading.readers.title")}</h2>
      <p class="second sm">{t("reading.readers.text")}</p>
      {error && <Failure error={error} retry={refresh} />}
      {!data && !error && <SkeletonList label={t("reading.readers.loading")} rows={1} />}
      <div role="status">
        {said && (
          <Note tone="ok">
            <p class="break">{said}</p>
          </Note>
        )}
      </div>
      {data && (
        <>
          {data.readers.length === 0 ? (
            <p>{t("reading.readers.none")}</p>
          ) : (
            <ul class="stack stack-4">
              {data.readers.map((reader) => (
                <Row key={reader.id} reader={reader} onEnded={tell} />
              ))}
            </ul>
          )}
          <Add
            readers={data.readers}
            onSent={(email) => {
              tell(t("reading.readers.sent", { email }));
            }}
          />
        </>
      )}
    </section>
  );
}
