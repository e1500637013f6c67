import { useQuery } from "@/api/use-query";
import { t } from "@/i18n";
import { dateShort, time } from "@/i18n/format";

import { Pane } from "../parts/pane";
import { Scroll } from "../parts/scroll";
import { Table } from "../parts/table";
import { DeliveryTimeline, type DeliveryTimelineQuery } from "./reach.generated";

export type Point = DeliveryTimelineQuery["deliveryTimeline"][number];

const LEFT = 44;
const RIGHT = 700;
const TOP = 16;
const BASE = 196;
const LINES = [0, 0.5, 1] as const;
const ROWS = 6;

/** Stairs from left to right: nothing is between two moments but what was before. */
export function stairs(points: readonly Point[], read: (point: Point) => number, total: number): string {
  const x = (index: number): number => LEFT + ((RIGHT - LEFT) * index) / Math.max(1, points.length - 1);
  const y = (count: number): number => BASE - (total === 0 ? 0 : ((BASE - TOP) * count) / total);
  return points
    .map((point, index) => {
      const height = y(read(point)).toFixed(1);
      return index === 0 ? `M${String(LEFT)} ${height}` : `H${x(index).toFixed(1)} V${height}`;
    })
    .join(" ");
}

function moment(at: string): string {
  const date = new Date(at);
  return `${dateShort(date)}, ${time(date)}`;
}

function Chart({ points, total }: { points: readonly Point[]; total: number }) {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return null;
  const values = { reached: last.reached, confirmed: last.confirmed, total, end: moment(last.at) };
  const line = stairs(points, (point) => point.reached, total);
  const seen = stairs(points, (point) => point.confirmed, total);
  const close = ` V${String(BASE)} H${String(LEFT)} Z`;
  return (
    <Scroll label={t("staffNotice.reach.timeline.region")}>
      <svg class="chart" viewBox="0 0 720 236" role="img" aria-label={t("staffNotice.reach.timeline.says", values)}>
        {LINES.map((part) => {
          const y = BASE - (BASE - TOP) * part;
          return (
            <g key={part}>
              <line class={part === 0 ? "axis" : "gridline"} x1={LEFT} x2={RIGHT} y1={y} y2={y} />
              <text x={LEFT - 8} y={y + 4} text-anchor="end">
                {Math.round(total * part).toLocaleString("de")}
              </text>
            </g>
          );
        })}
        <path class="f2" d={line + close} />
        <path class="f1" d={seen + close} />
        <text x={LEFT} y={BASE + 24}>
          {moment(first.at)}
        </text>
        <text x={RIGHT} y={BASE + 24} text-anchor="end">
          {moment(last.at)}
        </text>
      </svg>
    </Scroll>
  );
}

/** A handful of the points, the last one among them: the chart in words. */
function Numbers({ points }: { points: readonly Point[] }) {
  const step = Math.max(1, Math.ceil((points.length - 1) / ROWS));
  const shown = points.filter((_, index) => index % step === 0 || index === points.length - 1);
  return (
    <details class="more">
      <summary>{t("staffNotice.reach.timeline.numbers")}</summary>
      <Table
        label={t("staffNotice.reach.timeline.title")}
        figures
        heads={[
          t("staffNotice.reach.timeline.until"),
          t("staffNotice.reach.timeline.reached"),
          t("staffNotice.reach.timeline.confirmed"),
        ]}
      >
        {shown.map((point) => (
          <tr key={point.at}>
            <td>{moment(point.at)}</td>
            <td class="num">{point.reached.toLocaleString("de")}</td>
            <td class="num">{point.confirmed.toLocaleString("de")}</td>
          </tr>
        ))}
      </Table>
    </details>
  );
}

/** How the run went since it was sent. Nothing is shown as long as nobody is reached. */
export function TimelinePane({ noticeId, total }: { noticeId: string; total: number }) {
  const { data } = useQuery(DeliveryTimeline, { noticeId });
  const points = data?.deliveryTimeline ?? [];
  if (points.length === 0) return null;
  return (
    <Pane
      title={t("staffNotice.reach.timeline.title")}
      aside={<span class="sm quiet">{t("staffNotice.reach.timeline.sub")}</span>}
    >
      <Chart points={points} total={total} />
      <ul class="legend legend--two">
        <li>
          <svg class="key" viewBox="0 0 16 16" aria-hidden="true">
            <rect class="f2" width="16" height="16" />
          </svg>
          <span>{t("staffNotice.reach.timeline.reached")}</span>
        </li>
        <li>
          <svg class="key" viewBox="0 0 16 16" aria-hidden="true">
            <rect class="f1" width="16" height="16" />
          </svg>
          <span>{t("staffNotice.reach.timeline.confirmed")}</span>
        </li>
      </ul>
      <Numbers points={points} />
    </Pane>
  );
}
