/** §164.312(d) and (e): person or entity authentication, transmission security. */
import type { Safeguard } from '../safeguard.ts';

export const authenticationAndTransmission: readonly Safeguard[] = [
  {
    citation: '164.312(d) persons',
    title: 'Authentication: persons',
    kind: 'standard',
    asks: 'Verify that a person who seeks access is the one they claim to be.',
    claim: 'PASS',
    met: 'Passkeys with user verification first; a policy may demand several factors or a passkey of everybody, on every way to a session, recovery included. Each sign-in is scored, and an unusual one takes one factor more before any token is made.',
    documents: ['docs/risk.md', 'docs/adr/0025-passwords-and-second-factors.md'],
    tests: {
      'test/lambdas/passkey/webauthn-steps.test.ts': ['step %i, %s: %s'],
      'test/lambdas/session/step-up.test.ts': [
        'whatever a challenge names opens the gate, and under require_passkey nothing but a passkey does',
      ],
      'test/lambdas/password/sign-in.test.ts': [
        'that wants two factors gets no session for a password: a challenge for what else there is',
        'that wants a passkey is satisfied by nothing else, whatever there is (A25)',
      ],
      'test/lambdas/risk/sign-in.test.ts': [
        'asks for one more factor, in one transaction with the decision, and learns nothing yet',
      ],
      'test/lambdas/recovery/gate.test.ts': ['over generated policies, factors and authenticators'],
      'test/lambdas/password/guessing.test.ts': [
        'of 10,000 guesses from 1,000 addresses at one account, ten are derived in a window',
      ],
    },
  },
  {
    citation: '164.312(d) entities',
    title: 'Authentication: programs and tokens',
    kind: 'standard',
    asks: 'Verify that a program, or whoever shows a token, is the one it claims to be.',
    claim: 'PASS',
    met: 'Secrets are kept as hashes and compared in constant time. Tokens are signed inside KMS by Ed25519, accepted in one spelling alone, and a spent refresh token ends its family.',
    documents: ['docs/adr/0004-eddsa-from-kms.md', 'docs/adr/0013-refresh-tokens-from-a-seed.md'],
    live: ['tokens-published'],
    tests: {
      'test/lambdas/signing-key/rotation.test.ts': [
        'compromised: no token under it is good here at once, nor anywhere within 60 seconds; sessions go on',
      ],

      'test/lambdas/api-key/api-keys.test.ts': [
        'a made key works, shows its secret once, and is stored as a hash only',
      ],
      'test/lambdas/token/token-attacks.test.ts': ['no forged one is accepted', 'no other spelling of it is accepted'],
      'test/lambdas/token/wycheproof.test.ts': [
        'with their own keys no invalid one is accepted, and every valid one that is written as it should be',
      ],
      'test/lambdas/session/refresh.test.ts': ['a spent token ends the family, and the event says so once'],
      'test/lambdas/session/revocation.test.ts': ['T19: whatever ends a session, it is over at the next look at it'],
    },
  },
  {
    citation: '164.312(e)(1)',
    title: 'Transmission security',
    kind: 'standard',
    asks: 'Guard what goes over a network against those who may not have it.',
    claim: 'PASS',
    met: 'API Gateway’s HTTP API is the one way in, by TLS alone; every answer carries HSTS with preload. Between functions and AWS it is SigV4 over TLS, which stands in for mTLS. Calls to customers’ receivers go to public addresses by HTTPS and follow no redirect.',
    documents: ['hipaa/phi-handling.md'],
    template: ['transport-encrypted', 'api-guarded', 'doors'],
    live: ['answers-guarded'],
    tests: {
      'test/lambdas/shared/http.test.ts': ['carries the security headers, whatever it says'],
      'test/lambdas/shared/outbound.test.ts': [
        'is nowhere for each form of an address that is not public',
        'is not where an answer redirects to',
      ],
      'test/lambdas/session/cookie.test.ts': [
        'gives the refresh token to the browser alone: host-bound, secure, unreadable for scripts',
      ],
    },
  },
  {
    citation: '164.312(e)(2)(i)',
    title: 'Integrity controls',
    kind: 'addressable',
    asks: 'See to it that what goes over a network is not altered unnoticed.',
    claim: 'PASS',
    met: 'Beneath TLS whatever matters is signed as well: tokens by KMS, streams by HMAC under two schemes with a checkpoint for each batch, statements and bundles for people outside under a key of their own.',
    template: ['transport-encrypted'],
    tests: {
      'test/lib/operator/verify-bundle.test.ts': ['that was changed after it was signed is told by its part'],

      'test/lambdas/statement/bundle.test.ts': [
        'whatever is changed in a part, the part is named',
        'a statement under another key counts for nothing',
      ],
      'test/lambdas/audit-stream/senders.test.ts': [
        'gets one document, signed as webhooks are by both schemes, with one name for each try',
      ],
      'test/lambdas/log/note.test.ts': ['no flipped bit opens'],
      'test/local/raw-client.test.ts': ['does not take a token whose signature was touched'],
    },
  },
  {
    citation: '164.312(e)(2)(ii)',
    title: 'Encryption in transit',
    kind: 'addressable',
    asks: 'Encrypt what goes over a network where that is appropriate.',
    claim: 'PASS',
    met: 'Everywhere. TLS 1.0 and 1.1 are refused; buckets, queues and topics deny what comes without TLS. What is mailed is a code, a link that expires or a notice, and nothing of anybody’s health.',
    template: ['transport-encrypted', 'api-guarded'],
    live: ['old-tls-refused', 'answers-guarded'],
    tests: {
      'test/lib/stacks/data-stack.test.ts': ['%s is private, takes TLS 1.2 alone, and stays'],
      'test/lambdas/message/templates.test.ts': ['%s loads nothing and runs nothing in a mail reader'],
    },
  },
];
