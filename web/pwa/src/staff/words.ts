import { addWords } from "@/i18n";
import staff from "@/i18n/de/staff.json";
import staffApproval from "@/i18n/de/staffApproval.json";
import staffAudit from "@/i18n/de/staffAudit.json";
import staffCompose from "@/i18n/de/staffCompose.json";
import staffDocument from "@/i18n/de/staffDocument.json";
import staffDraft from "@/i18n/de/staffDraft.json";
import staffTemplate from "@/i18n/de/staffTemplate.json";
import staffLetter from "@/i18n/de/staffLetter.json";
import staffMember from "@/i18n/de/staffMember.json";
import staffNotice from "@/i18n/de/staffNotice.json";
import staffPeople from "@/i18n/de/staffPeople.json";
import staffReader from "@/i18n/de/staffReader.json";
import staffStock from "@/i18n/de/staffStock.json";
import staffToken from "@/i18n/de/staffToken.json";

/** The words of the desk travel with its chunk. Import this before anything that calls t("staff...."). */
for (const [name, words] of Object.entries({
  staff,
  staffApproval,
  staffAudit,
  staffCompose,
  staffDocument,
  staffDraft,
  staffTemplate,
  staffLetter,
  staffMember,
  staffNotice,
  staffPeople,
  staffReader,
  staffStock,
  staffToken,
})) {
  addWords(name, words);
}
