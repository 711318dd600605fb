/**
 * A threat model and a register of risks to begin with (features.md A33; 45 CFR 164.308(a)(1)(ii)(A)): the platform's own
 * scope. Likelihood and impact are a start, not a judgement: the operator replaces them by their own.
 */
export const LEVELS = ['low', 'medium', 'high'] as const;
export type Level = (typeof LEVELS)[number];

export interface Threat {
  readonly id: string;
  readonly threat: string;
  /** What somebody wants. */
  readonly asset: 'accounts' | 'the log' | 'personal data' | 'the deployment' | 'availability';
  readonly impact: Level;
  /** After the controls. */
  readonly likelihood: Level;
  readonly controls: string;
  /** Tests that show the control; each must be there. */
  readonly proofs: readonly string[];
  /** What stays, and whose it is. */
  readonly left: string;
}

const on = (asset: Threat['asset'], impact: Level, likelihood: Level) => ({ asset, impact, likelihood });

export const THREATS: readonly Threat[] = [
  {
    id: 'R1',
    threat: 'Somebody learns who has an account',
    ...on('accounts', 'medium', 'low'),
    controls: 'same status, bytes and work for known and unknown people',
    proofs: ['test/lambdas/otp/enumeration.test.ts', 'test/lambdas/password/enumeration.test.ts'],
    left: 'what a customer page says around it',
  },
  {
    id: 'R2',
    threat: 'Passwords and codes are guessed or stuffed',
    ...on('accounts', 'high', 'low'),
    controls: 'budgets for account, address and project before any hash; breached passwords refused; passkeys first',
    proofs: ['test/lambdas/password/guessing.test.ts', 'test/lambdas/totp/parallel-use.test.ts'],
    left: 'password sign-in where a project allows it',
  },
  {
    id: 'R3',
    threat: 'Phishing of a clinician',
    ...on('accounts', 'high', 'low'),
    controls: 'passkeys bound to exact origins; a policy that accepts nothing else, step-up and recovery included',
    proofs: ['test/lambdas/passkey/webauthn-steps.test.ts', 'test/lambdas/recovery/gate.test.ts'],
    left: 'organizations that do not require passkeys',
  },
  {
    id: 'R4',
    threat: 'A session is stolen or outlives its person',
    ...on('accounts', 'high', 'low'),
    controls: 'idle and absolute ends on the server, replay ends the family, sign-out everywhere within a minute',
    proofs: ['test/lambdas/session/boundary.test.ts', 'test/lambdas/session/revocation.test.ts'],
    left: 'servers that check a token by its signature alone: five minutes at most',
  },
  {
    id: 'R5',
    threat: 'Recovery is the weak way in',
    ...on('accounts', 'high', 'low'),
    controls: 'two people, a delay, notices, a new passkey; never below the policy',
    proofs: ['test/lambdas/recovery/recovery-flow.test.ts', 'test/lambdas/recovery/race.test.ts'],
    left: 'two operators who are both deceived',
  },
  {
    id: 'R6',
    threat: 'An operator goes too far',
    ...on('personal data', 'high', 'medium'),
    controls: 'roles, two people for what loosens or destroys, marked impersonation, reviews, every reading logged',
    proofs: ['test/lambdas/approval/two-people.test.ts', 'test/lambdas/impersonation/impersonations.test.ts'],
    left: 'two who agree; looking at the log',
  },
  {
    id: 'R7',
    threat: 'Emergency access is misused',
    ...on('personal data', 'high', 'low'),
    controls: 'an alarm before the grant, an hour at most, a scope, a review by another person',
    proofs: ['test/lambdas/break-glass/use.test.ts', 'test/lambdas/break-glass/review.test.ts'],
    left: 'the review is people; recovery codes on paper',
  },
  {
    id: 'R8',
    threat: 'A customer reaches another customer',
    ...on('personal data', 'high', 'low'),
    controls: 'the tenant comes from the principal alone; 404 for all else; own keys and tables for a dedicated tenant',
    proofs: ['test/lambdas/routes.test.ts', 'test/lib/tenant-stage.test.ts'],
    left: 'projects that share a deployment share its tables',
  },
  {
    id: 'R9',
    threat: 'A secret key leaks',
    ...on('personal data', 'high', 'medium'),
    controls: 'scopes, an end, stored hashed, found by scanners, revoked at once; it appoints nobody',
    proofs: ['test/lambdas/api-key/api-keys.test.ts', 'test/lambdas/api-key/operator-keys.test.ts'],
    left: 'what the key may do until somebody notices',
  },
  {
    id: 'R10',
    threat: 'Somebody changes the log',
    ...on('the log', 'high', 'low'),
    controls: 'insert-only table, locked archive, chained events, signed tree, anchors, two verifiers',
    proofs: ['test/lib/verify/mutations.test.ts', 'test/local/object-lock.test.ts', 'test/local/insert-only.test.ts'],
    left: 'anchors and keys must lie outside the account',
  },
  {
    id: 'R11',
    threat: 'A change is made without an event',
    ...on('the log', 'high', 'low'),
    controls: 'one transaction, one function that writes',
    proofs: ['test/lambdas/shared/route-faults.test.ts', 'test/architecture/writes.test.ts'],
    left: 'whoever deploys other code',
  },
  {
    id: 'R12',
    threat: 'The archive falls behind or loses something',
    ...on('the log', 'high', 'low'),
    controls: 'sweeper, reconciler, lag alarms at 5 and 30 minutes',
    proofs: ['test/lambdas/log/outage.test.ts', 'test/lambdas/log/completeness.test.ts'],
    left: 'answering the alarm',
  },
  {
    id: 'R13',
    threat: 'The server is made to call inside (SSRF)',
    ...on('the deployment', 'high', 'low'),
    controls: 'HTTPS only, address checked and connected to, no redirect, small and short',
    proofs: ['test/lambdas/shared/outbound.test.ts', 'test/lambdas/audit-stream/hostile.test.ts'],
    left: 'nothing known',
  },
  {
    id: 'R14',
    threat: 'Forged or confused tokens',
    ...on('accounts', 'high', 'low'),
    controls: 'one algorithm for a key, exact look-up of key ids, canonical encoding',
    proofs: ['test/lambdas/token/token-attacks.test.ts', 'test/lambdas/token/wycheproof.test.ts'],
    left: 'how customers check tokens',
  },
  {
    id: 'R15',
    threat: 'The key that signs tokens is in doubt',
    ...on('accounts', 'high', 'low'),
    controls: 'it never leaves KMS; a ring of keys: what a compromised one signed is refused within half a minute',
    proofs: ['test/lambdas/signing-key/rotation.test.ts', 'test/lib/stacks/data-stack.test.ts'],
    left: 'whoever administers the AWS account',
  },
  {
    id: 'R16',
    threat: 'Text messages are pumped, mailboxes bombed',
    ...on('availability', 'medium', 'low'),
    controls: 'country list, budgets, the same answer without a message',
    proofs: ['test/lambdas/otp/sms-pumping.test.ts', 'test/lambdas/message/deliver-message.test.ts'],
    left: 'numbers in allowed countries',
  },
  {
    id: 'R17',
    threat: 'Malformed, huge or slow requests',
    ...on('availability', 'medium', 'low'),
    controls: 'sizes before parsing, closed schemas, caps before patterns',
    proofs: ['test/lambdas/shared/http.test.ts', 'test/lambdas/shared/json.test.ts'],
    left: 'floods: there is no WAF in front yet',
  },
  {
    id: 'R18',
    threat: 'Personal data leaks into logs, keys or details',
    ...on('personal data', 'high', 'low'),
    controls: 'a logger of named fields, keyed hashes in keys, closed details, sealed parts',
    proofs: ['test/lambdas/audit/catalogue.test.ts', 'test/lambdas/shared/keyed-hash.test.ts'],
    left: 'free text that operators and customers write',
  },
  {
    id: 'R19',
    threat: 'A person cannot be forgotten, or is forgotten under a hold',
    ...on('personal data', 'medium', 'low'),
    controls: 'a key for each person, destroyed by steps that survive a crash; holds that guard it',
    proofs: ['test/lambdas/dsr/erasure-faults.test.ts', 'test/lambdas/hold/hold-meanwhile.test.ts'],
    left: 'copies that were handed out; backups for 35 days',
  },
  {
    id: 'R20',
    threat: 'The account or a Region is lost',
    ...on('availability', 'high', 'low'),
    controls: 'recovery to any second, deletion protection, templates that come out the same',
    proofs: ['test/lib/stacks/data-stack.test.ts'],
    left: 'no copy outside the Region unless somebody takes it; restore not rehearsed on AWS',
  },
  {
    id: 'R21',
    threat: 'A dependency or the build is poisoned',
    ...on('the deployment', 'high', 'medium'),
    controls: 'exact versions, a lock file, no install scripts, few packages in bundles',
    proofs: ['test/architecture/repository.test.ts', 'test/architecture/dependencies.test.ts'],
    left: 'reading advisories; no SBOM yet',
  },
  {
    id: 'R22',
    threat: 'Whoever holds the AWS account is the attacker',
    ...on('the deployment', 'high', 'low'),
    controls: 'COMPLIANCE locks, key policies, anchors outside, alarms',
    proofs: ['test/lib/constructs/cleanup-role.test.ts', 'test/lib/constructs/anchors.test.ts'],
    left: 'they can read, and can stop the service: people and CloudTrail of the account',
  },
  {
    id: 'R23',
    threat: 'Somebody gives themselves a role or a key beside Hale, in the table',
    ...on('accounts', 'high', 'low'),
    controls: 'state is held against the log once a day; what no list shows permits nothing',
    proofs: ['test/lambdas/state/check-state.test.ts'],
    left: 'up to a day; sessions and factors are not compared',
  },
];

const weight = ({ impact, likelihood }: Threat): number =>
  (LEVELS.indexOf(impact) + 1) * (LEVELS.indexOf(likelihood) + 1);
const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The page for people, `risk-analysis-starter.md`: the heaviest first. Pure. */
export function riskPage(threats: readonly Threat[] = THREATS): string {
  const columns = [
    'id',
    'threat',
    'to',
    'impact',
    'likelihood',
    'controls',
    'shown by',
    'what stays',
    'owner',
    'decided',
  ];
  const rows = threats
    .toSorted((one, other) => weight(other) - weight(one))
    .map(({ id, threat, asset, impact, likelihood, controls, proofs, left }) => {
      const shown = proofs
        .map((proof) => `[${proof.split('/').at(-1)?.replace('.test.ts', '')}](../${proof})`)
        .join(', ');
      return row(id, threat, asset, impact, likelihood, controls, shown, left, '', '');
    });
  return `# Risk analysis: where to start

A threat model and a register of risks for the platform's own scope (45 CFR 164.308(a)(1)(ii)(A) and (B)). This page is made
from \`hipaa/threats.ts\`; a test fails where they differ, or where a test that it names is not there. It is no risk analysis
of yours: the laptops, the EHR, the people and the contracts are missing. Copy it, put your own levels, names and dates
into the last two columns, go through it once a year and after each change and incident, and keep every version six years.
Counsel must check the citations.

Levels are after the controls. Impact: **high** is care that stops or data of many people; **medium** is one person or some
hours; **low** is a nuisance. The heaviest come first.

${[row(...columns), row(...columns.map(() => '---')), ...rows].join('\n')}
`;
}
