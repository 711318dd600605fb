/**
 * T17: every step of WebAuthn Level 3 §7.1 (registering) and §7.2 (authenticating) by its number there: what is altered
 * so that it fails, and how that is answered; or why nothing of the step can fail here.
 */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { makeMaker } from '../../attestation-authority.ts';
import {
  beginRegistration,
  beginSignIn,
  type Case,
  clinic,
  FINE,
  finishRegistration,
  finishSignIn,
  flip,
  type MakeCase,
  newEmail,
  registering,
  registeringUnder,
  responding,
  signingIn,
} from '../../dynamodb/ceremonies.ts';
import { enrol, join, makeClinic, makeOrganization, setPolicy, signIn } from '../../dynamodb/people.ts';
import { makeAuthenticator } from '../../passkey-authenticator.ts';

const UNVERIFIED = 'passkey_verification_failed';
const UNKNOWN = 'passkey.no_credential';
const POLICY = 'policy_violation_authenticator';
const MALFORMED = { expected: 'validation_failed' };
const ACCEPTED = { expected: FINE };

const MODEL = 'a11ce000-0000-4000-8000-00000000000a';
const maker = vi.hoisted(() => ({ statements: [] as unknown[] }));
vi.mock('../../../lambdas/passkey/fido-metadata.ts', () => ({ fidoMetadata: () => maker.statements }));
const { certify, statement } = makeMaker();
maker.statements = [statement(MODEL)];

interface Step {
  readonly number: number;
  readonly does: string;
  readonly cases?: readonly Case[];
  /** Why there is nothing that could fail. */
  readonly reason?: string;
}
const step = (number: number, does: string, ...cases: Case[]): Step => ({ number, does, cases });
const notHere = (number: number, does: string, reason: string): Step => ({ number, does, reason });
const by = (altered: string, expected: string, run: () => Promise<string>): Case => ({ altered, expected, run });

const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const clientDataWith = (change: Record<string, unknown>) => ({
  alterClientData: (json: string) => JSON.stringify({ ...JSON.parse(json), ...change }),
});

/** Steps 5–11 of §7.1 are steps 8–14 of §7.2. */
const ofClientData = (first: number, a: MakeCase, other: 'create' | 'get'): Step[] => [
  step(
    first,
    'decode the client data as UTF-8',
    a('bytes that are no UTF-8', { alterClientData: () => Buffer.from([0xff, 0xfe, 0x80]) }),
    a('no base64url', responding({ clientDataJSON: '{"type":1}' }), MALFORMED),
    a('none', responding({ clientDataJSON: undefined }), MALFORMED),
  ),
  step(
    first + 1,
    'parse it as JSON',
    a('half a document', { clientDataJSON: '{' }),
    a('null', { clientDataJSON: 'null' }),
    a('a list', { clientDataJSON: '[]' }),
    a('nothing in it', { clientDataJSON: '{}' }),
  ),
  step(
    first + 2,
    'C.type',
    a('that of the other ceremony', { type: `webauthn.${other}` }),
    a('that of a payment', { type: 'payment.get' }),
    a('in capitals', { type: 'WEBAUTHN' }),
    a('none', clientDataWith({ type: undefined })),
  ),
  step(
    first + 3,
    'C.challenge',
    a('another one', { challenge: b64(randomBytes(32)) }),
    a('an empty one', { challenge: '' }),
    a('a list of it', clientDataWith({ challenge: [b64(randomBytes(32))] })),
    a('none', clientDataWith({ challenge: undefined })),
  ),
  step(
    first + 4,
    'C.origin',
    a('another scheme', { origin: 'https://localhost:4100' }),
    a('another port', { origin: 'http://localhost:4101' }),
    a('one that begins like ours', { origin: 'http://localhost:4100.evil.test' }),
    a('one that ends like ours', { origin: 'http://evil-localhost:4100' }),
    a('ours with a slash', { origin: 'http://localhost:4100/' }),
    a('null', { origin: 'null' }),
    a('none', clientDataWith({ origin: undefined })),
  ),
  step(
    first + 5,
    'C.crossOrigin',
    a('true', { crossOrigin: true }),
    a('true, in words', { crossOrigin: 'true' }),
    a('1', { crossOrigin: 1 }),
  ),
  step(
    first + 6,
    'C.topOrigin',
    a('of another page', { crossOrigin: true, topOrigin: 'http://evil.test' }),
    a('our own', { crossOrigin: true, topOrigin: 'http://localhost:4100' }),
    a('without a frame', { topOrigin: 'http://localhost:4100' }),
  ),
];

/** Steps 14–17 of §7.1 are steps 15–18 of §7.2. */
const ofFlags = (first: number, a: MakeCase): Step[] => [
  step(
    first,
    'the hash of the relying party',
    a('of another one', { rpId: 'evil.test' }),
    a('of a part of ours', { rpId: 'localhos' }),
    a('cut short', { alterData: (data) => data.subarray(0, 36) }),
  ),
  step(first + 1, 'a person is present', a('nobody', { userPresent: false })),
  step(first + 2, 'the person is verified', a('present, and not verified', { userVerified: false })),
  step(
    first + 3,
    'what is backed up is eligible',
    a('backed up, and not eligible', { backupEligible: false, backedUp: true }),
  ),
];

/** What follows the flags and the credential: §7.1 step 28, §7.2 step 23. */
const ofExtensions = (number: number, a: MakeCase): Step =>
  step(
    number,
    'the outputs of extensions',
    a('announced, and not there', { extensions: new Uint8Array() }),
    a('no map', { extensions: Buffer.from('01', 'hex') }),
    a('more bytes after them', { extensions: new Map([['x', true]]), leftover: true }),
    a('some that nobody asked for, which are ignored', { extensions: new Map([['credProtect', 2]]) }, ACCEPTED),
  );

const ASKS = 'what the server asks for: begin-registration and begin-sign-in; what a client makes of it shows below';
const CLIENTS = 'the client’s';
const NO_EXTENSIONS = 'no extension is asked for, and what clients say of extensions is not read';
const DIRECT = { attestation: 'direct' };
const device = { aaguid: MODEL, synced: false };

const REGISTERING: readonly Step[] = [
  notHere(1, 'make the options', ASKS),
  notHere(2, 'call create()', CLIENTS),
  step(
    3,
    'the response is that of an attestation',
    registering('that of an assertion', responding({ attestationObject: undefined, signature: 'AAAA' }), MALFORMED),
    registering('none', ({ response: _, ...credential }) => credential, MALFORMED),
  ),
  notHere(4, 'outputs of client extensions', NO_EXTENSIONS),
  ...ofClientData(5, registering, 'get'),
  step(
    12,
    'hash the client data',
    registering('a space more in what was signed', { format: 'packed', alterClientData: (json) => `${json} ` }),
  ),
  step(
    13,
    'decode the attestation object',
    registering('no CBOR', { alterAttestation: () => Buffer.from('ff00', 'hex') }),
    registering('half of it', { alterAttestation: (object) => object.subarray(0, object.length / 2) }),
    registering('a map with nothing', { alterAttestation: () => Buffer.from('a0', 'hex') }),
    registering('no credential in the data', { withoutCredential: true }),
    registering('bytes after the data', { leftover: true }),
    registering('another id than the data names', { rawId: 'AAAA' }),
    registering('no base64url', responding({ attestationObject: '%%%%' }), MALFORMED),
  ),
  ...ofFlags(14, registering),
  step(
    18,
    'eligibility for backup, by policy',
    registeringUnder({ passkey_binding: 'device_bound' }, 'a synced passkey where it must stay', { synced: true }),
  ),
  notHere(19, 'backup state, by policy', 'no policy asks whether a passkey that may be synced has been'),
  step(
    20,
    'the algorithm was offered',
    registering('ES384', {}, { algorithm: 'ES384' }),
    registering('a key that is cut short', { alterData: (data) => data.subarray(0, -5) }),
    registering(
      'a point that is not on the curve',
      { alterData: (data) => flip(data.length - 1)(data) },
      { algorithm: 'ES256' },
    ),
    registering('a key of RSA with 1,024 bits', {}, { algorithm: 'RS256', rsaBits: 1_024 }),
  ),
  step(
    21,
    'the format of the attestation is known',
    registering('an unknown one', { format: 'homemade' }),
    registering('a known one in capitals', { format: 'None' }),
    registering('none at all', { format: '' }),
  ),
  step(
    22,
    'the attestation is correct',
    registering('a statement where there is none', { statement: new Map([['alg', -8]]) }),
    registering('a spoilt signature by itself', { format: 'packed', spoilSignature: true }),
    registering('no signature', { format: 'packed', statement: new Map([['alg', -8]]) }),
    registering('another algorithm', {
      format: 'packed',
      statement: new Map<string, number | Buffer>([
        ['alg', -7],
        ['sig', Buffer.alloc(64)],
      ]),
    }),
    registeringUnder(
      DIRECT,
      'a maker’s signature over something else',
      { ...device, attester: certify(MODEL), expected: UNVERIFIED },
      { signature: Buffer.alloc(70, 1) },
    ),
    registeringUnder(DIRECT, 'a certificate for another model', {
      ...device,
      attester: certify(MODEL, { aaguid: 'a11ce000-0000-4000-8000-00000000000b' }),
      expected: UNVERIFIED,
    }),
    registeringUnder(DIRECT, 'all of it correct', { ...device, attester: certify(MODEL), expected: FINE }),
  ),
  step(
    23,
    'roots that are trusted for it',
    registeringUnder(DIRECT, 'a model that no metadata names', {
      aaguid: 'a11ce000-0000-4000-8000-00000000000b',
      synced: false,
      attester: certify('a11ce000-0000-4000-8000-00000000000b'),
    }),
  ),
  step(
    24,
    'the attestation is trustworthy',
    registeringUnder(DIRECT, 'none', device),
    registeringUnder(DIRECT, 'by itself', device, { format: 'packed' }),
    registeringUnder(DIRECT, 'by another maker', {
      ...device,
      attester: makeMaker().certify(MODEL),
      expected: UNVERIFIED,
    }),
    registeringUnder(DIRECT, 'by a certificate that has ended', {
      ...device,
      attester: certify(MODEL, { ended: true }),
      expected: UNVERIFIED,
    }),
  ),
  step(
    25,
    'a credential id of at most 1,023 bytes',
    registering('1,024 bytes', { credentialId: Buffer.alloc(1_024, 1) }, MALFORMED),
    registering('1,023 bytes', { credentialId: randomBytes(1_023) }, ACCEPTED),
  ),
  step(
    26,
    'the credential id is new',
    by('that of another person', UNVERIFIED, async () => {
      const { passkey } = await enrol(await clinic());
      const { request_id, options } = await beginRegistration();
      return finishRegistration(request_id, passkey.create(options));
    }),
    by('that of the same person', UNVERIFIED, async () => {
      const { passkey, email } = await enrol(await clinic());
      const { request_id, options } = await beginRegistration({ email });
      return finishRegistration(request_id, passkey.create(options));
    }),
  ),
  notHere(27, 'make the record', 'what is kept is shown by registration.test.ts and own-passkeys.test.ts'),
  ofExtensions(28, registering),
  step(
    29,
    'store it and go on, once',
    by('the same answer again', 'challenge_expired', async () => {
      const { request_id, options } = await beginRegistration();
      const credential = makeAuthenticator().create(options);
      expect(await finishRegistration(request_id, credential)).toBe(FINE);
      return finishRegistration(request_id, credential);
    }),
    by('another answer to the same options', 'challenge_expired', async () => {
      const { request_id, options } = await beginRegistration();
      expect(await finishRegistration(request_id, makeAuthenticator().create(options))).toBe(FINE);
      return finishRegistration(request_id, makeAuthenticator().create(options));
    }),
  ),
];

const foreignKey = generateKeyPairSync('ed25519').privateKey;

const AUTHENTICATING: readonly Step[] = [
  notHere(1, 'make the options', ASKS),
  notHere(2, 'call get()', CLIENTS),
  step(
    3,
    'the response is that of an assertion',
    signingIn('that of an attestation', responding({ signature: undefined, attestationObject: 'AAAA' }), MALFORMED),
    signingIn('none', ({ response: _, ...credential }) => credential, MALFORMED),
  ),
  notHere(4, 'outputs of client extensions', NO_EXTENSIONS),
  notHere(5, 'the credential was offered', 'none is named in the options, so that they are the same for everybody'),
  step(
    6,
    'who it is, and that the credential is theirs',
    signingIn('a credential that nobody has', { credentialId: randomBytes(32) }, { expected: UNKNOWN }),
    signingIn('no user handle', { userHandle: null }, { expected: UNKNOWN }),
    signingIn('a user handle that is nobody’s', { userHandle: 'AAAA' }, { expected: UNKNOWN }),
    by('the user handle of another person', UNKNOWN, async () => {
      const [one, two] = [await enrol(await clinic()), await enrol(await clinic())];
      const { request_id, options } = await beginSignIn();
      return finishSignIn(request_id, one.passkey.get(options, { userHandle: b64(Buffer.from(two.userId)) }));
    }),
    by('another person than the e-mail names', UNKNOWN, async () => {
      const { passkey } = await enrol(await clinic());
      const { request_id, options } = await beginSignIn({ email: newEmail() });
      return finishSignIn(request_id, passkey.get(options));
    }),
    by('a person of another project', UNKNOWN, async () => {
      const { passkey } = await enrol(await makeClinic());
      const { request_id, options } = await beginSignIn();
      return finishSignIn(request_id, passkey.get(options));
    }),
  ),
  step(
    7,
    'client data, authenticator data and signature',
    signingIn('no authenticator data', responding({ authenticatorData: undefined }), MALFORMED),
    signingIn('no signature', responding({ signature: undefined }), MALFORMED),
    signingIn('no base64url', responding({ signature: '+/+/' }), MALFORMED),
  ),
  ...ofClientData(8, signingIn, 'create'),
  ...ofFlags(15, signingIn),
  step(
    19,
    'eligibility for backup is what it was, and what policy asks',
    signingIn('synced before, now not', { backupEligible: false, backedUp: false }, { synced: true }),
    signingIn('not before, now synced', { backupEligible: true, backedUp: true, counter: 1 }, { synced: false }),
    by('synced, where it must stay', POLICY, async () => {
      const person = await enrol(await clinic(), { synced: true });
      const organization_id = await makeOrganization(await clinic());
      await join(person, organization_id);
      await setPolicy(await clinic(), organization_id, { passkey_binding: 'device_bound' });
      return (await signIn(person, { organization_id })).body.code;
    }),
  ),
  step(
    20,
    'hash the client data',
    signingIn('a space more than was signed', { alterClientData: (json) => `${json} ` }),
    signingIn('a member more than was signed', clientDataWith({ more: 1 })),
  ),
  step(
    21,
    'the signature',
    ...(['EdDSA', 'ES256', 'RS256'] as const).map((algorithm) =>
      signingIn(`another last byte, ${algorithm}`, { spoilSignature: true }, { algorithm }),
    ),
    signingIn('one byte of zero', { signature: Buffer.alloc(1) }),
    signingIn('all zero', { signature: Buffer.alloc(64) }, { algorithm: 'ES256' }),
    signingIn('that of another key', { signature: sign(null, Buffer.from('anything'), foreignKey) }),
    signingIn('over another counter', { alterData: flip(36) }),
    signingIn('over other flags', { alterData: flip(32) }),
    signingIn('empty', responding({ signature: '' }), MALFORMED),
  ),
  step(
    22,
    'the counter grows',
    by('the counter of the last time', UNVERIFIED, async () => {
      const person = await enrol(await clinic(), { synced: false });
      expect((await signIn(person)).status).toBe(200);
      const { request_id, options } = await beginSignIn();
      return finishSignIn(request_id, person.passkey.get(options, { counter: 1 }));
    }),
    by('no counter after one', UNVERIFIED, async () => {
      const person = await enrol(await clinic(), { synced: false });
      expect((await signIn(person)).status).toBe(200);
      const { request_id, options } = await beginSignIn();
      return finishSignIn(request_id, person.passkey.get(options, { counter: 0 }));
    }),
  ),
  ofExtensions(23, signingIn),
  step(
    24,
    'keep the new counter',
    by('two at once with one counter', UNVERIFIED, async () => {
      const { passkey } = await enrol(await clinic(), { synced: false });
      const begun = await Promise.all([beginSignIn(), beginSignIn()]);
      const answers = await Promise.all(
        begun.map(({ request_id, options }) => finishSignIn(request_id, passkey.get(options, { counter: 1 }))),
      );
      expect(answers).toContain(FINE);
      return answers.find((answer) => answer !== FINE) ?? FINE;
    }),
  ),
  step(
    25,
    'go on, once',
    by('the same answer again', 'challenge_expired', async () => {
      const { passkey } = await enrol(await clinic());
      const { request_id, options } = await beginSignIn();
      const credential = passkey.get(options);
      expect(await finishSignIn(request_id, credential)).toBe(FINE);
      return finishSignIn(request_id, credential);
    }),
  ),
];

const PARTS = [
  ['§7.1', REGISTERING, 29],
  ['§7.2', AUTHENTICATING, 25],
] as const;

describe.each(PARTS)('WebAuthn L3 %s', (_, steps, last) => {
  test('every step is here by its number, with cases or a reason', () => {
    expect(steps.map(({ number }) => number)).toEqual(Array.from({ length: last }, (__, index) => index + 1));
    for (const { cases = [], reason } of steps)
      expect(reason === undefined).toBe(cases.some(({ expected }) => expected !== FINE));
  });

  const cases = steps.flatMap(({ number, does, cases: all = [] }) =>
    all.map((one) => [number, does, one.altered, one] as const),
  );
  test.each(cases)('step %i, %s: %s', async (number, does, altered, { run, expected }) => {
    expect(await run(), `${number} ${does}: ${altered}`).toBe(expected);
  });
});

test('a byte order mark before the client data is no fault (§7.1 step 5, §7.2 step 8)', async () => {
  const { passkey } = await enrol(await clinic());
  const { request_id, options } = await beginSignIn();
  const data = JSON.stringify({ type: 'webauthn.get', challenge: options.challenge, origin: 'http://localhost:4100' });
  expect(await finishSignIn(request_id, passkey.get(options, { clientDataJSON: `\ufeff${data}` }))).toBe(FINE);
});

afterAll(() => {
  const steps = PARTS.flatMap(([, all]) => all);
  const failing = steps.filter(({ cases }) => cases).length;
  console.log(`T17: ${steps.length} steps, ${failing} with a failing case, ${steps.length - failing} not applicable`);
});
