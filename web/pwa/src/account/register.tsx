import { useEffect, useRef, useState } from "preact/hooks";

import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { rich } from "@/i18n/rich";
import { Calls } from "@/shared/contact";
import { Note } from "@/shared/feedback";
import { Button, TextField } from "@/shared/form";
import { Heading, Page } from "@/shared/page";
import { usePortal } from "@/shared/portal";
import { navigate } from "@/shared/router";
import { Steps } from "@/shared/steps";

import { Register } from "./account.generated";
import { formatCode, isPlausibleCode, normalizeCode } from "./activation-code";
import { suggestDomain } from "./email";
import { takeFragment } from "./fragment";
import { LegalChoice } from "./legal-choice";
import { checkForm, FIELD_ORDER, refusalText, type RegisterErrors, type RegisterForm } from "./register-check";
import { Refusal, RegisterAside } from "./register-parts";
import { holdRegistration } from "./registration-store";

/** The values of the letter's QR code, when the page was opened by it. */
function fromLetter(): { number: string; code: string } | null {
  const fragment = takeFragment();
  const number = fragment.get("n") ?? "";
  const code = fragment.get("c") ?? "";
  return number && code ? { number, code: formatCode(code) } : null;
}

function EmailSuggestion({ email, onTake }: { email: string; onTake: (email: string) => void }) {
  const domain = suggestDomain(email);
  if (domain === null) return null;
  const meant = `${email.slice(0, email.lastIndexOf("@"))}@${domain}`;
  return (
    <p class="row row--tight suggestion" role="status">
      <span>{t("account.register.error.didYouMean", { domain })}</span>
      <button
        class="btn btn--quiet"
        type="button"
        onClick={() => {
          onTake(meant);
        }}
      >
        {t("account.register.error.take", { email: meant })}
      </button>
    </p>
  );
}

function Summary({ errors }: { errors: RegisterErrors }) {
  const wrong = FIELD_ORDER.filter((field) => errors[field] !== undefined);
  if (wrong.length === 0) return null;
  return (
    <Note tone="danger" role="alert">
      <p>{rich(t("account.register.check", { n: wrong.length }))}</p>
      <ul class="plain-list">
        {wrong.map((field) => (
          <li key={field}>
            <a href={`#${field}`}>{errors[field]}</a>
          </li>
        ))}
      </ul>
    </Note>
  );
}

/** Step 1 of 3: number and activation password of the letter, e-mail, and the two texts. */
export function RegisterPage() {
  const [letter] = useState(fromLetter);
  const [form, setForm] = useState<RegisterForm>({
    number: letter?.number ?? "",
    code: letter?.code ?? "",
    email: "",
    privacy: false,
    terms: false,
  });
  const [errors, setErrors] = useState<RegisterErrors>({});
  const submitted = useRef(0);
  const [attempt, setAttempt] = useState(0);
  const phone = usePortal()?.servicePhone ?? null;
  const change = (part: Partial<RegisterForm>): void => {
    setForm((last) => ({ ...last, ...part }));
    setErrors((last) => Object.fromEntries(Object.entries(last).filter(([field]) => !(field in part))));
  };
  const send = useAction(async () => {
    const { register } = await request(Register, {
      input: {
        number: form.number.trim(),
        activationPassword: normalizeCode(form.code),
        email: form.email.trim(),
        acceptsPrivacy: form.privacy,
        acceptsTerms: form.terms,
      },
    });
    holdRegistration({ id: register.registrationId, ...register });
    navigate("/erstanmeldung/email");
  });
  useEffect(() => {
    if (attempt === submitted.current) return;
    submitted.current = attempt;
    const first = FIELD_ORDER.find((field) => errors[field] !== undefined);
    if (first) document.getElementById(first)?.focus();
  }, [attempt, errors]);
  const refusal = send.error && refusalText(send.error, phone);
  return (
    <Page plain>
      <div class="cols cols--aside">
        <div>
          <Steps step={1} label={t("account.register.step")} />
          <Heading title={t("account.register.title")} />
          <form
            class="stack stack-6 after-head"
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              const found = checkForm(form, phone);
              setErrors(found);
              setAttempt(attempt + 1);
              if (Object.keys(found).length === 0) send.run();
              else send.clear();
            }}
          >
            {letter && Object.keys(errors).length === 0 && !send.error && (
              <Note tone="ok" role="status">
                <p>{t("account.register.fromLetter")}</p>
              </Note>
            )}
            <Summary errors={errors} />
            {send.error && (
              <Refusal
                error={send.error}
                text={refusal}
                number={form.number.trim()}
                activationPassword={normalizeCode(form.code)}
              />
            )}
            <TextField
              id="number"
              label={usePortalWord()}
              hint={t("account.register.numberHint")}
              error={errors.number}
              value={form.number}
              onValue={(number) => {
                change({ number });
              }}
              code
              input={{ name: "number", autocomplete: "username", spellcheck: false, autocapitalize: "characters" }}
            />
            <TextField
              id="code"
              label={t("account.register.code")}
              hint={t("account.register.codeHint")}
              error={errors.code}
              value={form.code}
              onValue={(code) => {
                change({ code });
              }}
              onLeave={() => {
                if (isPlausibleCode(form.code)) change({ code: formatCode(form.code) });
                else if (normalizeCode(form.code).length >= 14) {
                  setErrors((last) => ({ ...last, ...pick(checkForm(form, phone), "code") }));
                }
              }}
              code
              input={{ name: "activation", autocomplete: "off", spellcheck: false, autocapitalize: "characters" }}
            />
            <div>
              <TextField
                id="email"
                label={t("account.register.email")}
                hint={t("account.register.emailHint")}
                error={errors.email}
                value={form.email}
                onValue={(email) => {
                  change({ email });
                }}
                input={{ type: "email", name: "email", autocomplete: "email", spellcheck: false }}
              />
              <EmailSuggestion
                email={form.email}
                onTake={(email) => {
                  change({ email });
                }}
              />
            </div>
            <div>
              <LegalChoice
                which="privacy"
                checked={form.privacy}
                error={errors.privacy}
                onChecked={(privacy) => {
                  change({ privacy });
                }}
              />
              <LegalChoice
                which="terms"
                checked={form.terms}
                error={errors.terms}
                onChecked={(terms) => {
                  change({ terms });
                }}
              />
            </div>
            <Button type="submit" large wide busy={send.busy}>
              {t("account.register.submit")}
            </Button>
          </form>
        </div>
        <RegisterAside>
          <Calls />
        </RegisterAside>
      </div>
    </Page>
  );
}

function usePortalWord(): string {
  return usePortal()?.numberWord ?? t("account.login.number");
}

function pick(errors: RegisterErrors, field: keyof RegisterForm): RegisterErrors {
  const text = errors[field];
  return text === undefined ? {} : { [field]: text };
}
