import { addWords } from "@/i18n";
import caretaker from "@/i18n/de/caretaker.json";

addWords("caretaker", caretaker);
