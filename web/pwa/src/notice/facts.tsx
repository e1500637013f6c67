import { t } from "@/i18n";
import { Plate } from "@/shared/contact";
import { Phones } from "@/shared/phones";
import { offWord } from "@/shared/notice/kind";

import type { NoticeDetail } from "./notice";

/** Where, what, why, and whom to ask. */
export function Facts({ notice }: { notice: NoticeDetail }) {
  const districts = [...new Set(notice.houses.map((house) => house.district?.name).filter(Boolean))];
  const showsWhat = notice.isOutage && notice.phase !== "CANCELLED" && notice.phase !== "ENDED";
  const rows = notice.houses.length > 0 || showsWhat || notice.cause || notice.contact;
  if (!rows) return null;
  return (
    <dl class="facts">
      {notice.houses.length > 0 && (
        <>
          <dt>{t("notice.fact.where")}</dt>
          <dd>
            <span class="row row--tight">
              {notice.houses.map((house) => (
                <Plate key={house.id} street={house.street} number={house.number} />
              ))}
            </span>
            {districts.map((name) => (
              <span class="second fact__sub" key={name}>
                {t("notice.fact.district", { name: name ?? "" })}
              </span>
            ))}
          </dd>
        </>
      )}
      {showsWhat && (
        <>
          <dt>{t("notice.fact.what")}</dt>
          <dd>{offWord(notice.kind)}</dd>
        </>
      )}
      {notice.cause && (
        <>
          <dt>{t("notice.fact.why")}</dt>
          <dd>{notice.cause}</dd>
        </>
      )}
      {notice.contact && (
        <>
          <dt>{t("notice.fact.contact")}</dt>
          <dd>
            <Phones text={notice.contact} />
          </dd>
        </>
      )}
    </dl>
  );
}
