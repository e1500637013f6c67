import { addWords } from "@/i18n";
import staff from "@/i18n/de/staff.json";
import staffCompose from "@/i18n/de/staffCompose.json";
import staffDocument from "@/i18n/de/staffDocument.json";
import staffMember from "@/i18n/de/staffMember.json";
import staffNotice from "@/i18n/de/staffNotice.json";
import staffStock from "@/i18n/de/staffStock.json";

/** The words of the desk travel with its chunk. Import this before anything that calls t("staff...."). */
for (const [name, words] of Object.entries({
  staff,
  staffCompose,
  staffDocument,
  staffMember,
  staffNotice,
  staffStock,
})) {
  addWords(name, words);
}
