import "./words";

import { useState } from "preact/hooks";

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
