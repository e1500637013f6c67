import "./words";

import { useEffect, useState } from "preact/hooks";

import { takeFragment } from "@/account/fragment";
import { Page } from "@/shared/page";
import { useSession } from "@/shared/session";

import { Day } from "./day";
import { AskForLink, EnterNumber } from "./enter";

function token(): string {
  return [...takeFragment().keys()][0] ?? "";
}

/** The caretaker's one page: the link of the mail brings its secret behind the #, the digits open it for a day. */
export function CaretakerPage() {
  const [secret, setSecret] = useState(token);
  const session = useSession();
  // A link that is tapped while this page is open changes only what stands behind the #.
  useEffect(() => {
    const again = () => {
      const next = token();
      if (next) setSecret(next);
    };
    addEventListener("hashchange", again);
    return () => {
      removeEventListener("hashchange", again);
    };
  }, []);
  const isIn = session.kind === "staff" && session.isCaretaker === true;
  return (
    <Page plain>
      {isIn ? (
        <Day name={session.staff.name} />
      ) : secret ? (
        <EnterNumber
          secret={secret}
          onOther={() => {
            setSecret("");
          }}
        />
      ) : (
        <AskForLink />
      )}
    </Page>
  );
}
