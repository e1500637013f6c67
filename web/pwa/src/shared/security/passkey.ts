/** Ceremonies with the browser's authenticator (https://www.w3.org/TR/webauthn-3/): a question of the server, an answer of the device. */
import { renew, request } from "@/api/client";
import { PortalError } from "@/api/errors";
import {
  BeginPasskeyCheck,
  BeginPasskeyLogin,
  BeginPasskeyRegistration,
  ConfirmWithPasskey,
  EnterPasskey,
  FinishPasskeyRegistration,
  PasskeyLogin,
  type FinishPasskeyRegistrationMutation,
  type PasskeyLoginMutation,
} from "@/api/security.generated";
import { deviceLabel } from "@/shared/device-label";

/** The person closed the browser's window, or the device has no such passkey. */
export const CANCELLED = "passkey_cancelled";

interface Ceremony {
  readonly id: string;
  readonly options: string;
}

interface Answer {
  readonly ceremonyId: string;
  readonly credential: string;
}

/** Browsers that take and give the JSON of the standard; others sign in by password. */
export function hasPasskeys(): boolean {
  return "PublicKeyCredential" in window && "parseCreationOptionsFromJSON" in PublicKeyCredential;
}

async function answered({ id }: Ceremony, asked: Promise<Credential | null>): Promise<Answer> {
  const credential = await asked.catch(() => null);
  if (!(credential instanceof PublicKeyCredential)) throw new PortalError(CANCELLED);
  return { ceremonyId: id, credential: JSON.stringify(credential.toJSON()) };
}

function get(ceremony: Ceremony): Promise<Answer> {
  const asked = JSON.parse(ceremony.options) as PublicKeyCredentialRequestOptionsJSON;
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(asked);
  return answered(ceremony, navigator.credentials.get({ publicKey }));
}

/** @throws PortalError passkey_cancelled, credentials_refused, and what the network does; so do the others here */
export async function addPasskey(
  name: string,
): Promise<FinishPasskeyRegistrationMutation["finishPasskeyRegistration"]> {
  const { beginPasskeyRegistration: ceremony } = await request(BeginPasskeyRegistration, {});
  const asked = JSON.parse(ceremony.options) as PublicKeyCredentialCreationOptionsJSON;
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(asked);
  const answer = await answered(ceremony, navigator.credentials.create({ publicKey }));
  return (await request(FinishPasskeyRegistration, { answer, name })).finishPasskeyRegistration;
}

/** Signs in a member. */
export async function loginByPasskey(): Promise<PasskeyLoginMutation["passkeyLogin"]["viewer"]> {
  const { beginPasskeyLogin: ceremony } = await request(BeginPasskeyLogin, {});
  const answer = await get(ceremony);
  return (await request(PasskeyLogin, { answer, deviceLabel: deviceLabel() })).passkeyLogin.viewer;
}

/** The second step of an employee's login. */
export async function enterByPasskey(): Promise<PasskeyLoginMutation["passkeyLogin"]["viewer"]> {
  const { beginPasskeyCheck: ceremony } = await request(BeginPasskeyCheck, {});
  return (await request(EnterPasskey, { answer: await get(ceremony) })).enterPasskey.viewer;
}

/** Shows again who sits here. */
export async function confirmByPasskey(): Promise<void> {
  const { beginPasskeyCheck: ceremony } = await request(BeginPasskeyCheck, {});
  await renew(ConfirmWithPasskey, { answer: await get(ceremony) });
}
