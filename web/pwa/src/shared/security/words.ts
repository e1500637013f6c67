import { addWords } from "@/i18n";
import security from "@/i18n/de/security.json";

/** These words travel with the pages that need them. Import this before anything that calls t("security...."). */
addWords("security", security);
