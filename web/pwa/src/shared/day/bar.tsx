import { useId } from "preact/hooks";

import { t } from "@/i18n";

import type { DayBarGeometry, Span, Tick } from "./geometry";

interface DayBarProps {
  readonly geometry: DayBarGeometry;
  /** "kein Wasser": written into the solid part when it is wide enough. */
  readonly what: string;
  /** "jetzt 10:40" */
  readonly nowLabel: string;
  /** "13:20 wieder da" */
  readonly backLabel: string;
  /** The same in one sentence, for readers. */
  readonly label: string;
}

/** What a letter of the label takes on the narrowest phone, in percent of the bar. */
const LETTER = 3;

function fits(words: string, span: Span): boolean {
  return span.width >= (words.length + 1) * LETTER;
}
const NOW_PILL = 96;
/** A number nearer to the end of the bar than this (in percent) is written inwards. */
const EDGE = 3.6;

function percent(value: number): string {
  return `${String(value)}%`;
}

function TickText({ tick }: { tick: Tick }) {
  const edge = tick.at < EDGE ? "t-first" : tick.at > 100 - EDGE ? "t-last" : "";
  const names = [tick.strong && "t-strong", edge].filter(Boolean).join(" ");
  return (
    <text class={names || undefined} x={percent(edge === "t-first" ? 0 : edge === "t-last" ? 100 : tick.at)} y="91">
      {tick.label}
    </text>
  );
}

function Solid({ span, what }: { span: Span; what: string }) {
  return (
    <>
      <rect class="off" x={percent(span.at)} y="34" width={percent(span.width)} height="34" rx="3" />
      {what && fits(what, span) && (
        <text class="off-text" x={percent(span.at + span.width / 2)} y="57">
          {what}
        </text>
      )}
    </>
  );
}

function NowPill({ at, label }: { at: number; label: string }) {
  // Near an edge the pill is pushed inwards so that it never leaves the card.
  const shift = at < 12 ? NOW_PILL / 2 - 8 : at > 88 ? 8 - NOW_PILL / 2 : 0;
  return (
    <svg x={percent(at)} y="0" overflow="visible">
      <rect class="now-pill" x={shift - NOW_PILL / 2} y="0" width={NOW_PILL} height="25" rx="5" />
      <path class="now-pill" d="M-8 24h16L0 33z" />
      <path class="now" d="M0 30v45" />
      <text class="now-text" x={shift} y="17.5">
        {label}
      </text>
    </svg>
  );
}

function BackMark({ at, label }: { at: number; label: string }) {
  const flipped = at > 60;
  return (
    <>
      <circle class="back" cx={percent(at)} cy="51" r="15" />
      <svg x={percent(at)} y="51" overflow="visible">
        <path class="back-check" d="M-6 .5l4.2 4.2L6.5-4.5" />
      </svg>
      <svg x={percent(at)} y="0" overflow="visible">
        <text
          class={flipped ? "back-text back-text--before" : "back-text"}
          x={flipped ? -22 : 22}
          y={flipped ? 24 : 57}
        >
          {label}
        </text>
      </svg>
    </>
  );
}

/** The day as a picture. SVG without viewBox and positions in percent: text keeps its size at every width. */
export function DayBar({ geometry, what, nowLabel, backLabel, label }: DayBarProps) {
  const pattern = useId();
  const { solid, hatched, dashed, now, back, ticks } = geometry;
  const calm = now === null && (back === null || back <= 60);
  return (
    <svg class={calm ? "day day--calm" : "day"} role="img" aria-label={label}>
      <defs>
        <pattern id={pattern} width="10" height="10" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path class="hatch" d="M0 0v10" />
        </pattern>
      </defs>
      <rect class="track" x="0" y="34" width="100%" height="34" rx="6" />
      {ticks.map((tick) => (
        <line class="tick" key={tick.hour} x1={percent(tick.at)} x2={percent(tick.at)} y1="68" y2="73" />
      ))}
      {/* Beside the check mark there is no room for a second label. */}
      {solid && <Solid span={solid} what={back === null ? what : ""} />}
      {hatched && (
        <rect
          class="maybe"
          x={percent(hatched.at)}
          y="35"
          width={percent(hatched.width)}
          height="32"
          fill={`url(#${pattern})`}
        />
      )}
      {dashed && (
        <>
          <rect class="void" x={percent(dashed.at)} y="35" width={percent(dashed.width)} height="32" rx="4" />
          {fits(t("notice.day.cancelled"), dashed) && (
            <text class="void-text" x={percent(dashed.at + dashed.width / 2)} y="57">
              {t("notice.day.cancelled")}
            </text>
          )}
        </>
      )}
      {ticks.map((tick) => (
        <TickText key={tick.hour} tick={tick} />
      ))}
      {back !== null && <BackMark at={back} label={backLabel} />}
      {now !== null && <NowPill at={now} label={nowLabel} />}
    </svg>
  );
}
