import { t } from "@/i18n";

import { Pane } from "../parts/pane";
import { Table } from "../parts/table";
import type { Progress } from "./progress";

type Channel = Progress["channels"][number];

function isUsed({ queued, accepted, failed, skipped }: Channel): boolean {
  return queued + accepted + failed + skipped > 0;
}

/** The same run counted in messages, one row for each way. */
export function Channels({ progress }: { progress: Progress }) {
  const used = progress.channels.filter(isUsed);
  return (
    <Pane title={t("staffNotice.reach.channels")} flush>
      {used.length === 0 ? (
        <p class="pane__body second">
          {t(progress.isFinished ? "staffNotice.reach.nothingSent" : "staffNotice.reach.noChannels")}
        </p>
      ) : (
        <Table
          label={t("staffNotice.reach.channels")}
          figures
          heads={[
            t("staffNotice.reach.channel"),
            t("staffNotice.reach.acceptedShort"),
            t("staffNotice.reach.queued"),
            t("staffNotice.reach.failed"),
            t("staffNotice.reach.skipped"),
          ]}
        >
          {used.map((row) => (
            <tr key={row.channel}>
              <td>
                <b>{t(`staffNotice.reach.channelName.${row.channel}`)}</b>
              </td>
              <td class="num">{row.accepted.toLocaleString("de")}</td>
              <td class="num">{row.queued.toLocaleString("de")}</td>
              <td class="num">
                {row.failed.toLocaleString("de")}
                {row.expired > 0 && <small>{t("staffNotice.reach.expiredShort", { n: row.expired })}</small>}
              </td>
              <td class="num">{row.skipped.toLocaleString("de")}</td>
            </tr>
          ))}
        </Table>
      )}
    </Pane>
  );
}
