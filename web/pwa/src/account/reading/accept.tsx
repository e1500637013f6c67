import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { errorText } from "@/api/errors";
import {
  AcceptReading,
  AcceptReadingSignedIn,
  ReaderInvitation,
  type ReaderInvitationQuery,
} from "@/api/reading.generated";
import { refreshViewer, signOut } from "@/api/session";
import type { Tenant } from "@/api/types";
import { useAction } from "@/api/use-action";
import { asPortalError, useQuery } from "@/api/use-query";
import { t, type PlainKey } from "@/i18n";
import { rich, T } from "@/i18n/rich";
import { Calls } from "@/shared/contact";
import { Failure, Note, SkeletonList } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { Icon, type IconName } from "@/shared/icon";
import { Heading, Page } from "@/shared/page";
import { pathFor } from "@/shared/reading/for-whom";
import { useSession } from "@/shared/session";

import { takeFragment } from "../fragment";
import { LoginCodePage } from "../login-code";
import { NewAccess, type AccessForm } from "./new-access";
import { SignIn } from "./sign-in";

type Invitation = ReaderInvitationQuery["readerInvitation"];

/** The link is over, or the address opens an account by now: ask again what it still does. */
const STALE = new Set(["link_expired", "link_used", "conflict"]);

function token(): string {
  return [...takeFragment().keys()][0] ?? "";
}

function Tick({ icon, k }: { icon: IconName; k: PlainKey }) {
  return (
    <li>
      <Icon name={icon} />
      <span>{t(k)}</span>
    </li>
  );
}

/** Who asks, and what may be read. */
function What({ invitation }: { invitation: Invitation }) {
  const { memberName: name, kind, readsDocuments } = invitation;
  return (
    <section class="stack stack-4" aria-labelledby="what">
      <p>
        <T k={kind === "INVITED" ? "reading.accept.asks" : "reading.accept.deed"} values={{ name }} />
      </p>
      <h2 id="what">{t("reading.accept.what")}</h2>
      <ul class="ticks">
        <Tick icon="board" k="reading.accept.mayNotices" />
        <Tick
          icon={readsDocuments ? "paper" : "ban"}
          k={readsDocuments ? "reading.accept.mayDocuments" : "reading.accept.mayNoDocuments"}
        />
        <Tick icon="mail" k="reading.accept.mayMail" />
        <Tick icon="lock" k="reading.accept.mayNothing" />
        <Tick icon="close" k="reading.accept.mayStop" />
      </ul>
    </section>
  );
}

interface StepProps {
  readonly secret: string;
  readonly invitation: Invitation;
  /** `email`: of a new account, with which to sign in. */
  readonly onDone: (email: string | null) => void;
  readonly onStale: () => void;
}

const REFUSED: Readonly<Record<string, PlainKey>> = {
  not_allowed: "reading.accept.own",
  conflict: "reading.accept.already",
};

function Signed({ secret, tenant, onDone, onStale }: StepProps & { tenant: Tenant }) {
  const accept = useAction(async () => {
    try {
      await request(AcceptReadingSignedIn, { token: secret });
    } catch (reason) {
      const error = asPortalError(reason);
      if (error.code === "link_expired" || error.code === "link_used") onStale();
      throw error;
    }
    onDone(null);
    await refreshViewer();
  });
  const leave = useAction(signOut);
  const error = accept.error ?? leave.error;
  const known = error && REFUSED[error.code];
  return (
    <section class="stack stack-4" aria-label={t("reading.accept.form")}>
      <p>
        <T k="reading.accept.signedIn" values={{ name: tenant.name }} />
      </p>
      {error && (
        <Note tone="danger" role="alert">
          <p>{known ? t(known) : rich(errorText(error))}</p>
        </Note>
      )}
      <Button large wide busy={accept.busy} onClick={accept.run}>
        {t("reading.accept.signedInSubmit")}
      </Button>
      <Button look="quiet" busy={leave.busy} onClick={leave.run}>
        {t("reading.accept.notMe")}
      </Button>
    </section>
  );
}

function Visitor({ secret, invitation, onDone, onStale }: StepProps) {
  const [hasAccess, setHasAccess] = useState(false);
  const { name, email, needsSignIn } = invitation;
  const accept = useAction(async (form: AccessForm) => {
    const { firstName, lastName, password, privacy, terms } = form;
    try {
      const answer = await request(AcceptReading, {
        input: {
          token: secret,
          firstName: firstName.trim(),
          lastName: lastName.trim(),
          password,
          acceptsPrivacy: privacy,
          acceptsTerms: terms,
        },
      });
      onDone(answer.acceptReading);
    } catch (reason) {
      const error = asPortalError(reason);
      if (STALE.has(error.code)) onStale();
      throw error;
    }
  });
  const signsIn = needsSignIn || hasAccess;
  return (
    <section class="stack stack-5" aria-labelledby="access">
      <h2 id="access">{t(signsIn ? "reading.accept.signIn" : "reading.accept.form")}</h2>
      {signsIn ? (
        <>
          <p>{needsSignIn ? <T k="reading.accept.signInText" values={{ email }} /> : t("reading.accept.signInOwn")}</p>
          <SignIn key={String(needsSignIn)} login={needsSignIn ? email : ""} />
        </>
      ) : (
        <NewAccess name={name} email={email} action={accept} />
      )}
      {!needsSignIn && (
        <Button
          look="quiet"
          onClick={() => {
            setHasAccess(!hasAccess);
          }}
        >
          {t(hasAccess ? "reading.accept.noAccess" : "reading.accept.haveAccess")}
        </Button>
      )}
    </section>
  );
}

function Over({ text, login = false }: { text: PlainKey; login?: boolean }) {
  return (
    <Note tone="warn" role="alert">
      <p>{t(text)}</p>
      {login && (
        <a class="btn" href="/">
          {t("reading.accept.toLogin")}
        </a>
      )}
    </Note>
  );
}

function Done({ email, name }: { email: string | null; name: string }) {
  const session = useSession();
  const reading = session.kind === "tenant" ? session.tenant.readsFor.find((one) => one.name === name) : undefined;
  return (
    <Note tone="ok" role="status">
      <p>
        {email === null ? (
          <T k="reading.accept.doneSignedIn" values={{ name }} />
        ) : (
          <T k="reading.accept.done" values={{ name, email }} />
        )}
      </p>
      <a class="btn" href={reading ? pathFor("/aushaenge", reading) : "/"}>
        {t(email !== null ? "reading.accept.toLogin" : reading ? "reading.accept.toBoard" : "reading.accept.toStart")}
      </a>
    </Note>
  );
}

function Open({ secret }: { secret: string }) {
  const session = useSession();
  const { data, error, refresh } = useQuery(ReaderInvitation, { token: secret });
  const [done, setDone] = useState<{ email: string | null; name: string } | null>(null);
  if (done) return <Done {...done} />;
  if (!data) {
    if (error?.code === "invalid_input") return <Over text="reading.accept.incomplete" />;
    return error ? (
      <Failure error={error} retry={refresh} />
    ) : (
      <SkeletonList label={t("reading.accept.loading")} rows={2} />
    );
  }
  const invitation = data.readerInvitation;
  if (invitation.state === "EXPIRED") return <Over text="reading.accept.expired" />;
  if (invitation.state === "USED") return <Over text="reading.accept.used" login />;
  const step: StepProps = {
    secret,
    invitation,
    onDone: (email) => {
      setDone({ email, name: invitation.memberName });
    },
    onStale: refresh,
  };
  return (
    <>
      {error && <Failure error={error} retry={refresh} />}
      <What invitation={invitation} />
      {session.kind === "tenant" ? <Signed {...step} tenant={session.tenant} /> : <Visitor {...step} />}
      <p class="sm quiet">{t("reading.accept.noWish")}</p>
    </>
  );
}

/**
 * The page behind the link of an invitation to read along. Looking changes nothing: the token stands behind the # and is used up by
 * the button alone (DS-19a).
 */
export function AcceptPage() {
  const session = useSession();
  const [secret] = useState(token);
  if (session.kind === "tenant" && session.owesDigits) return <LoginCodePage />;
  return (
    <Page plain>
      <div class="cols cols--aside">
        <div class="card card--roomy stack stack-5">
          <Heading title={t("reading.accept.title")} />
          {secret === "" ? <Over text="reading.accept.incomplete" /> : <Open secret={secret} />}
        </div>
        <aside class="stack stack-3" aria-labelledby="help">
          <h2 id="help">{t("common.help")}</h2>
          <Calls />
        </aside>
      </div>
    </Page>
  );
}
