import { addWords } from "@/i18n";
import staff from "@/i18n/de/staff.json";

/** The words of the desk travel with its chunk. Import this before anything that calls t("staff...."). */
addWords("staff", staff);
