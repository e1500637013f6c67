import type { ComponentChildren } from "preact";

import { telephoneLink } from "./portal";

/** As people write numbers: an area code or +49, then digits in groups; a date or a time is none. */
const PHONE = /(?:\+\d{1,3}[\s\u00a0]?|\b0)\d{2,5}(?:[\s\u00a0/-]+\d{2,8}){1,4}/gu;

/** A line of staff with its telephone numbers to tap. A number runs from left to right, also within Arabic. */
export function Phones({ text }: { readonly text: string }) {
  const parts: ComponentChildren[] = [];
  let position = 0;
  for (const match of text.matchAll(PHONE)) {
    parts.push(text.slice(position, match.index));
    parts.push(
      <a class="link" dir="ltr" href={telephoneLink(match[0])} key={match.index}>
        {match[0]}
      </a>,
    );
    position = match.index + match[0].length;
  }
  return (
    <>
      {parts}
      {text.slice(position)}
    </>
  );
}
