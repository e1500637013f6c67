/** A question over whatever page is shown: is it still you? Several requests at once share one answer. */
import { store } from "./store";

export interface Question {
  readonly answer: Promise<boolean>;
  readonly settle: (confirmed: boolean) => void;
}

export const asking = store<Question | null>(null);

/** True as soon as the server has confirmed the person; false when they gave up. */
export function askAgain(): Promise<boolean> {
  const open = asking.get();
  if (open) return open.answer;
  let resolve: (confirmed: boolean) => void = () => undefined;
  const answer = new Promise<boolean>((done) => {
    resolve = done;
  });
  asking.set({
    answer,
    settle(confirmed) {
      asking.set(null);
      resolve(confirmed);
    },
  });
  return answer;
}
