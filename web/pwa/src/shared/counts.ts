import { store } from "./store";

/** What is new, for the small numbers in the navigation. */
export const counts = store<{ readonly notices: number; readonly documents: number }>({ notices: 0, documents: 0 });
