import { useEffect, useRef, useState } from "preact/hooks";

import { useLive } from "@/api/live";
import { refreshViewer } from "@/api/session";
import { DocumentPublished } from "@/document/document.generated";
import { t } from "@/i18n";
import { BoardChanged } from "@/notice/notice.generated";
import { boardChange, bump, documentChange } from "@/shared/changes";
import { useForWhom } from "@/shared/reading/for-whom";
import { headlineOf, type OutageLike } from "@/shared/notice/phase";

const NOTHING = {};
/** Spreads the questions of many open screens after one alert. */
const SPREAD_MS = 600;

function useSoon(work: () => void): () => void {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current) clearTimeout(timer.current);
    },
    [],
  );
  return () => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      work();
    }, Math.random() * SPREAD_MS);
  };
}

/** What a reader hears: an all-clear or a cancellation is no new notice. */
function announcement(notice: OutageLike): string {
  const isOver = notice.phase === "ENDED" || notice.phase === "CANCELLED";
  return isOver ? headlineOf(notice) : t("notice.justIn", { title: notice.title });
}

interface OtherProps {
  readonly forMember: string;
  readonly say: (words: string) => void;
}

function OtherBoard({ forMember, say }: OtherProps) {
  useLive(BoardChanged, { forMember }, (event) => {
    bump(boardChange, event?.boardChanged.id ?? null);
    if (event) say(announcement(event.boardChanged));
  });
  return null;
}

function OtherDocuments({ forMember, say }: OtherProps) {
  useLive(DocumentPublished, { forMember }, (event) => {
    bump(documentChange, event?.documentPublished.id ?? null);
    if (event) say(t("document.justIn", { title: event.documentPublished.title }));
  });
  return null;
}

/** What is new for the person somebody reads for, while a page of theirs is open. */
function LiveReading({ say }: { say: (words: string) => void }) {
  const { reading } = useForWhom();
  if (reading === null) return null;
  return (
    <>
      <OtherBoard forMember={reading.memberId} say={say} />
      {reading.readsDocuments && <OtherDocuments forMember={reading.memberId} say={say} />}
    </>
  );
}

/** One pair of subscriptions for the whole app; pages are told through the two change counters. */
export function LiveUpdates() {
  const [said, setSaid] = useState("");
  const recount = useSoon(() => {
    refreshViewer().catch(() => undefined);
  });
  useLive(BoardChanged, NOTHING, (event) => {
    bump(boardChange, event?.boardChanged.id ?? null);
    if (event) setSaid(announcement(event.boardChanged));
    recount();
  });
  useLive(DocumentPublished, NOTHING, (event) => {
    bump(documentChange, event?.documentPublished.id ?? null);
    if (event) setSaid(t("document.justIn", { title: event.documentPublished.title }));
    recount();
  });
  return (
    <>
      <LiveReading say={setSaid} />
      <p class="vh" role="status">
        {said}
      </p>
    </>
  );
}
