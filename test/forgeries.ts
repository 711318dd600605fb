/** Every way to spell, forge or confuse a token that somebody must refuse (RFC 8725; security.md, row 18). */
import { createHmac, createPublicKey, generateKeyPairSync, type JsonWebKey, sign } from 'node:crypto';

export type Forgery = readonly [how: string, token: string];

const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const decode = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString());

/** 2^252 + 27742317777372353535851937790883648493: a signature (R, S + L) is that of (R, S) again (RFC 8032 §8.4). */
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

function malleable(signature: string): string {
  const bytes = Buffer.from(signature, 'base64url');
  const read = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString('hex')}`);
  const s = Buffer.from((read + L).toString(16).padStart(64, '0'), 'hex').reverse();
  return Buffer.concat([bytes.subarray(0, 32), s]).toString('base64url');
}

const next = (letter: string): string => String.fromCharCode(letter.charCodeAt(0) + (letter === 'z' ? -1 : 1));
const NINE_KIB = 9 * 1_024;

/** The same bytes or nearly, in a spelling that nobody issued. */
export function misspelt(token: string): Forgery[] {
  const half = Math.floor(token.length / 2);
  const flipped = (at: number) => `${token.slice(0, at)}${next(token[at] ?? 'a')}${token.slice(at + 1)}`;
  const spellings: Forgery[] = [
    ['nothing', ''],
    ['a space before', ` ${token}`],
    ['a space after', `${token} `],
    ['a space inside', `${token.slice(0, half)} ${token.slice(half)}`],
    ['a line break inside', `${token.slice(0, half)}\n${token.slice(half)}`],
    ['a line break after', `${token}\n`],
    ['a tab after', `${token}\t`],
    ['a null byte after', `${token}\0`],
    ['a byte order mark before', `\ufeff${token}`],
    ['a space of no width inside', `${token.slice(0, half)}\u200b${token.slice(half)}`],
    ['padding', `${token}=`],
    ['more padding', `${token}==`],
    ['a point after', `${token}.`],
    ['a comma and itself', `${token},${token}`],
    ['itself twice', `${token}${token}`],
    ['without the last letter', token.slice(0, -1)],
    ['without the first letter', token.slice(1)],
    ['another last letter', flipped(token.length - 1)],
    ['another letter inside', flipped(half)],
    ['percent-encoded', `%${token.charCodeAt(0).toString(16)}${token.slice(1)}`],
    ['letters of full width', token.replace(/[a-z]/, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0))],
    ['capitals', token.toUpperCase()],
    ['no capitals', token.toLowerCase()],
    ['in quotes', `"${token}"`],
    ['with 9 KiB after it', `${token}${'A'.repeat(NINE_KIB)}`],
    ['9 KiB of one letter', 'A'.repeat(NINE_KIB)],
    ['undefined', 'undefined'],
    ['a list', '["a"]'],
    ['a point', '.'],
    ['two points', '..'],
  ];
  return spellings.filter(([, spelling]) => spelling !== token);
}

const ATTACKER = {
  EdDSA: generateKeyPairSync('ed25519'),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  RS256: generateKeyPairSync('rsa', { modulusLength: 2_048 }),
} as const;
const HASHES = { EdDSA: null, ES256: 'sha256', ES384: 'sha384', RS256: 'sha256' } as const;
type Algorithm = keyof typeof ATTACKER;

function signedBy(algorithm: Algorithm, input: string): string {
  const { privateKey: key } = ATTACKER[algorithm];
  return sign(HASHES[algorithm], Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}

/** What an attacker makes of a JWT. @param published the key that checks the real ones. */
export function forgedJwts(token: string, published: JsonWebKey): Forgery[] {
  const [head = '', body = '', signature = ''] = token.split('.');
  const [header, claims] = [decode(head), decode(body)];
  const { kid } = header;
  const publicKey = createPublicKey({ key: published, format: 'jwk' });
  const pem = String(publicKey.export({ type: 'spki', format: 'pem' }));
  const mine = ATTACKER.EdDSA.publicKey.export({ format: 'jwk' });
  const by = (algorithm: Algorithm, change: object, said: object = claims): string => {
    const input = `${encode({ ...header, ...change })}.${encode(said)}`;
    return `${input}.${signedBy(algorithm, input)}`;
  };
  const macs: [string, string | Buffer][] = [
    ['its PEM', pem],
    ['its PEM without the last line break', pem.trim()],
    ['its DER', publicKey.export({ type: 'spki', format: 'der' })],
    ['its bytes', Buffer.from(published.x ?? '', 'base64url')],
    ['its bytes in base64url', published.x ?? ''],
    ['its JWK', JSON.stringify(published)],
    ['its id', String(kid)],
    ['nothing', ''],
  ];
  const changedClaims: Record<string, unknown> = {
    sub: 'user_01ARZ3NDEKTSV4RRFFQ69G5FAV',
    sid: 'sess_01ARZ3NDEKTSV4RRFFQ69G5FAV',
    aud: 'other',
    iss: 'https://evil.test',
    project_id: 'proj_01ARZ3NDEKTSV4RRFFQ69G5FAV',
    act_org: 'org_01ARZ3NDEKTSV4RRFFQ69G5FAV',
    exp: 4_102_444_800,
    roles: ['owner'],
    is_impersonation: true,
  };
  return [
    ...['none', 'None', 'NONE', 'nOnE'].flatMap((alg): Forgery[] => [
      [`alg ${alg}, no signature`, `${encode({ ...header, alg })}.${body}.`],
      [`alg ${alg}, the old signature`, `${encode({ ...header, alg })}.${body}.${signature}`],
      [`alg ${alg}, and nothing else`, `${encode({ alg })}.${body}.`],
    ]),
    ...macs.flatMap(([what, secret]) =>
      (['256', '384', '512'] as const).map((bits): Forgery => {
        const input = `${encode({ ...header, alg: `HS${bits}` })}.${body}`;
        const mac = createHmac(`sha${bits}`, secret).update(input).digest('base64url');
        return [`HS${bits} with ${what} as the secret`, `${input}.${mac}`];
      }),
    ),
    ...(['ES256', 'ES384', 'RS256'] as const).flatMap((alg): Forgery[] => [
      [`${alg} by another key`, by(alg, { alg })],
      [
        `${alg} by another key that it brings`,
        by(alg, { alg, jwk: ATTACKER[alg].publicKey.export({ format: 'jwk' }) }),
      ],
      [`a signature of ${alg} under the real header`, by(alg, {})],
    ]),
    ...['PS256', 'RS512', 'ES256K', 'Ed448', 'Ed25519', 'eddsa', 'EDDSA', '', null, 0, ['EdDSA'], undefined].map(
      (alg): Forgery => [`alg ${JSON.stringify(alg)} by another key`, by('EdDSA', { alg })],
    ),
    ['another key', by('EdDSA', {})],
    ['another key that it brings as jwk', by('EdDSA', { jwk: mine })],
    ['another key that it brings as jwk, without an id', by('EdDSA', { jwk: mine, kid: undefined })],
    ['a key elsewhere by jku', by('EdDSA', { jku: 'https://evil.test/jwks.json', kid: 'evil' })],
    ['a key elsewhere by jku, under the real id', by('EdDSA', { jku: 'https://evil.test/jwks.json' })],
    ['a certificate elsewhere by x5u', by('EdDSA', { x5u: 'https://evil.test/cert.pem' })],
    ['a certificate in x5c', by('EdDSA', { x5c: ['MIIB'], x5t: 'AAAA' })],
    ...[undefined, '', '../../token-key', "' OR 1=1 --", '0', 'evil', `${kid}\0`, [kid], { kid }, null, 0, true].map(
      (id): Forgery => [`key id ${JSON.stringify(id)}`, by('EdDSA', { kid: id })],
    ),
    ...[
      { crit: ['exp'] },
      { crit: [] },
      { b64: false, crit: ['b64'] },
      { zip: 'DEF' },
      { cty: 'JWT' },
      { typ: 'at+jwt' },
    ].map((change): Forgery => [`header ${JSON.stringify(change)}`, by('EdDSA', change)]),
    ...Object.entries(changedClaims).flatMap(([name, value]): Forgery[] => [
      [`another ${name} under the old signature`, `${head}.${encode({ ...claims, [name]: value })}.${signature}`],
      [`another ${name} by another key`, by('EdDSA', {}, { ...claims, [name]: value })],
    ]),
    ...[
      `{"alg":"none","alg":"EdDSA","typ":"JWT","kid":"${kid}"}`,
      `{"alg":"EdDSA","alg":"none","typ":"JWT","kid":"${kid}"}`,
      `{"alg":"EdDSA","typ":"JWT","kid":"evil","kid":"${kid}"}`,
      `{"alg":"EdDSA","typ":"JWT","kid":"${kid}","\\u0061lg":"none"}`,
      ` {"alg":"EdDSA","typ":"JWT","kid":"${kid}"}`,
      '{',
      'null',
      '[]',
      '""',
    ].flatMap((text): Forgery[] => [
      [`the header ${text}, no signature`, `${encode(text)}.${body}.`],
      [`the header ${text}, the old signature`, `${encode(text)}.${body}.${signature}`],
      [`the header ${text}, by another key`, `${encode(text)}.${body}.${signedBy('EdDSA', `${encode(text)}.${body}`)}`],
    ]),
    ['no signature', `${head}.${body}.`],
    ['no signature and no point', `${head}.${body}`],
    ['no claims', `${head}..${signature}`],
    ['no header', `.${body}.${signature}`],
    ['a fourth part', `${token}.${signature}`],
    ['five parts, as of an encrypted one', `${head}.${body}.${signature}.${body}.${signature}`],
    ['header and claims exchanged', `${body}.${head}.${signature}`],
    ['a signature of zeros', `${head}.${body}.${Buffer.alloc(64).toString('base64url')}`],
    ['a signature that is too short', `${head}.${body}.${signature.slice(0, -2)}`],
    ['a signature that is too long', `${head}.${body}.${signature}AA`],
    ['its signature in its other form', `${head}.${body}.${malleable(signature)}`],
    ['its signature with unused bits', `${head}.${body}.${signature.slice(0, -1)}${next(signature.at(-1) ?? 'A')}`],
    ['its signature in standard base64', `${head}.${body}.${Buffer.from(signature, 'base64url').toString('base64')}`],
    ['JSON serialization', JSON.stringify({ payload: body, protected: head, signature })],
    ['JSON serialization with a header besides', JSON.stringify({ payload: body, header, protected: head, signature })],
    ['9 KiB by another key', by('EdDSA', {}, { ...claims, more: 'A'.repeat(NINE_KIB) })],
  ];
}
