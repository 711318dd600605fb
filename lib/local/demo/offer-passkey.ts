/**
 * Offers passkeys in the e-mail field, among the addresses that the browser knows (conditional UI, WebAuthn L3 §5.1.4):
 * whoever chooses one there is signed in, and says neither who they are nor that they have one.
 */
import {
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  WebAuthnAbortService,
  WebAuthnError,
} from '@simplewebauthn/browser';

export interface Offer<Options> {
  readonly request_id: string;
  readonly options: Options;
}
type Options = Parameters<typeof startAuthentication>[0]['optionsJSON'];
type Credential = Awaited<ReturnType<typeof startAuthentication>>;

/** A challenge lives five minutes, and nobody knows when the person comes to the field: so it is renewed before. */
const RENEW_MS = 4 * 60_000;

const wasEnded = (cause: unknown): boolean => cause instanceof WebAuthnError && cause.code === 'ERROR_CEREMONY_ABORTED';

/** The credential that was chosen, and what it answers; `undefined` once a button has begun something else. */
export async function offerPasskey(
  begin: () => Promise<Offer<Options>>,
): Promise<{ request_id: string; credential: Credential } | undefined> {
  if (!(await browserSupportsWebAuthnAutofill())) return undefined;
  for (;;) {
    const { request_id, options } = await begin();
    let renewing = false;
    const timer = setTimeout(() => {
      renewing = true;
      WebAuthnAbortService.cancelCeremony();
    }, RENEW_MS);
    try {
      const credential = await startAuthentication({ optionsJSON: options, useBrowserAutofill: true });
      return { request_id, credential };
    } catch (cause) {
      if (!renewing || !wasEnded(cause)) return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}
