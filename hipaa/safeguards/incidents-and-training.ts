/** §164.308(a)(5), (a)(6), (a)(8) and (b): awareness, incidents, evaluation, business associates. */
import type { Safeguard } from '../safeguard.ts';

export const incidentsAndTraining: readonly Safeguard[] = [
  {
    citation: '164.308(a)(5)(i)',
    title: 'Security awareness and training',
    kind: 'standard',
    asks: 'Train the whole workforce, management included.',
    claim: 'PARTIAL',
    met: 'Break-glass is rehearsed by drills that leave evidence.',
    because: 'training is given by whoever employs the people; Hale brings a template and the drills',
    documents: ['hipaa/workforce-templates.md'],
    tests: {
      'test/lambdas/break-glass/review.test.ts': [
        'the report of drills is their evidence, and real grants are not in it',
      ],
    },
  },
  {
    citation: '164.308(a)(5)(ii)(A)',
    title: 'Security reminders',
    kind: 'addressable',
    asks: 'Remind people of security from time to time.',
    claim: 'PARTIAL',
    met: 'People are told by mail when a factor, a password or an address of theirs changes, and owners when emergency access is not ready.',
    because: 'reminders to staff in general are the operator’s',
    tests: {
      'test/lambdas/password/own-password.test.ts': [
        'the first password needs no other; the session is another one, and the owner is told',
      ],
      'test/lambdas/break-glass/readiness.test.ts': [
        'too few are an incident: at once when it becomes so, once a day while it stays so, and no more when it is over',
      ],
    },
  },
  {
    citation: '164.308(a)(5)(ii)(B)',
    title: 'Protection from malicious software',
    kind: 'addressable',
    asks: 'Guard against, detect and report malicious software.',
    claim: 'PARTIAL',
    met: 'Functions are single bundles of locked versions, built the same from the same sources, with no address of their own and no code that is loaded at run time.',
    because: 'the devices of those who sign in and who deploy are outside of Hale',
    template: ['doors'],
    tests: {
      'test/lib/bundle/bundle.test.ts': [
        'the same sources give the same assets, whatever the folder, with maps or without (T42)',
      ],
      'test/architecture/repository.test.ts': [
        'of npm packages are exact',
        'are locked, without the address they came from',
      ],
    },
  },
  {
    citation: '164.308(a)(5)(ii)(C)',
    title: 'Log-in monitoring',
    kind: 'addressable',
    asks: 'Watch sign-ins, and report what does not fit.',
    claim: 'PASS',
    met: 'Every attempt is scored, an event or a counted one, and limited for each account, network and project; a copied passkey is marked when it is used.',
    documents: ['docs/risk.md'],
    tests: {
      'test/lambdas/risk/sign-in.test.ts': [
        'is refused above the second threshold: 403, an attempt and a decision in the log, no session',
      ],
      'test/lambdas/password/guessing.test.ts': [
        'of 10,000 guesses from 1,000 addresses at one account, ten are derived in a window',
      ],
      'test/lambdas/passkey/sign-in.test.ts': [
        'a counter grows, and one that goes back makes the passkey suspect (22)',
      ],
      'test/lambdas/abuse/budgets.test.ts': ['of a million refusals twenty are events, and the first is one'],
    },
  },
  {
    citation: '164.308(a)(5)(ii)(D)',
    title: 'Password management',
    kind: 'addressable',
    asks: 'Have ways to create, change and safeguard passwords.',
    claim: 'PASS',
    met: 'Off under the preset unless asked for twice. NIST SP 800-63B-4: length, no composition rules, a list of breached ones; Argon2id with a key that is not in the table; locked after a hundred wrong ones.',
    documents: ['docs/adr/0025-passwords-and-second-factors.md'],
    template: ['no-secrets-in-settings'],
    tests: {
      'test/lambdas/password/sign-in.test.ts': [
        'is a salted hash of the parameters that OWASP names, with a key that is not in the table',
        'and under the preset hipaa they are off unless the project says twice that it wants them',
      ],
      'test/lambdas/password/password.test.ts': ['what is known from a breach is refused, whatever it looks like'],
    },
  },
  {
    citation: '164.308(a)(6)(i)',
    title: 'Security incident procedures',
    kind: 'standard',
    asks: 'Have procedures for security incidents.',
    claim: 'PASS',
    met: 'What is an incident reaches the privacy officer by the incident topic, is kept until it is taken, and is in the log.',
    documents: ['hipaa/incident-response.md'],
    template: ['people-told'],
    live: ['officers-subscribed'],
    tests: {
      'test/lambdas/breach/breach-routes.test.ts': [
        'the discovery starts the clocks, and the privacy officer is told of ids and times alone',
      ],

      'test/lib/stacks/audit-stack.test.ts': [
        'all reach the incident topic, which lets them in, under a key that does too',
      ],
      'test/lambdas/break-glass/outages.test.ts': [
        'an alarm that the topic did not take is told as such, and kept until it is taken',
      ],
    },
  },
  {
    citation: '164.308(a)(6)(ii)',
    title: 'Response and reporting',
    kind: 'required',
    asks: 'Respond to incidents, lessen their harm, and document them and their outcome.',
    claim: 'PASS',
    met: 'A breach is opened, contained, scoped from the archive under a proof of completeness, assessed by the four factors, told of and closed, each step an event; its runbook is typed by a test. A row that is changed behind our back is reported with both images.',
    documents: ['hipaa/breach-runbook.md'],
    tests: {
      'test/local/breach.test.ts': ['is opened, contained to the last measure, and looked after by the clock'],

      'test/hipaa/breach-runbook.test.ts': [
        'hour 0 to 4: the key is revoked, tokens and sessions are over, and a second time changes nothing',
        'day 5: five of five blocks and nothing missing; that it was sent meets its clocks',
      ],

      'test/lambdas/breach/notice.test.ts': ['holds the five blocks, each filled in and cited (T31)'],

      'test/lambdas/breach/golden-breach.test.ts': ['gives exactly the planted individuals (T31)'],

      'test/lambdas/breach/contain.test.ts': [
        'sessions of a person, an organization or the project end at once, and those of others go on',
        'the signing key that is named is retired, once, by whoever may rotate it; sessions go on',
      ],

      'test/local/audit-log.test.ts': ['is reported with both images in the locked bucket'],
      'test/lambdas/session/revocation.test.ts': ['T19: a key that was revoked opens nothing from then on'],
    },
  },
  {
    citation: '164.308(a)(8)',
    title: 'Evaluation',
    kind: 'standard',
    asks: 'Evaluate, technically and otherwise, whether security meets the rule, and again when things change.',
    claim: 'PASS',
    met: 'This page: every row is proven anew in each run of `npm test`, and `npm run hipaa -- live` asks a deployment. A project is told, under a signature, whether it is in policy now, and since which event it is not.',
    live: ['stacks-deployed'],
    tests: {
      'test/local/compliance.test.ts': ['is stated under the key of the deployment'],

      'test/lambdas/compliance/get-posture/posture-statement.test.ts': [
        'one that keeps all rules is, and the statement over it is checked with the public key alone',
      ],

      'test/hipaa/checks/template-checks.test.ts': ['%s'],
      'test/hipaa/judge.test.ts': ['a row whose proof failed is a gap, whatever it claims'],
      'test/hipaa/control-mapping.test.ts': [
        'hipaa/control-mapping.md is what the safeguards say: after a change of them, run this with -u',
      ],
    },
  },
  {
    citation: '164.308(b)(1)',
    title: 'Business associates of a covered entity',
    kind: 'standard',
    asks: 'A covered entity lets a business associate handle health information only on satisfactory assurances.',
    claim: 'PARTIAL',
    met: 'A deployment consists of AWS services that AWS takes under its addendum; a synthesis that asks for another fails.',
    because: 'the agreement between covered entity and operator is theirs to sign',
    documents: ['hipaa/vendor-list.md', 'hipaa/shared-responsibility.md'],
    template: ['hipaa-eligible'],
    tests: {
      'test/lambdas/compliance/agreements.test.ts': ['is recorded with its event, and answered as it was signed'],

      'test/lib/hipaa-eligible.test.ts': [
        'a stack with a service that AWS does not take under its BAA is not synthesized (A36)',
      ],
    },
  },
  {
    citation: '164.308(b)(2)',
    title: 'Subcontractors of a business associate',
    kind: 'standard',
    asks: 'A business associate lets a subcontractor handle health information only on satisfactory assurances.',
    claim: 'PASS',
    met: 'The one subcontractor of the software as deployed is AWS, by services of its addendum alone, in Regions that are attested. Those whom an operator adds are in a register, and covered entities are told of them in time.',
    documents: ['hipaa/vendor-list.md'],
    template: ['hipaa-eligible'],
    tests: {
      'test/lib/tenant.test.ts': ['a wrong %s (%j) is refused by file and member'],

      'test/hipaa/vendors.test.ts': ['of every service that a deployment may consist of, it is said what it is given'],

      'test/lambdas/compliance/agreements.test.ts': [
        'a sub-processor waits for the notice that covered entities were promised, and is listed as it comes and goes',
      ],

      'test/lib/hipaa-eligible.test.ts': [
        'a stack with a service that AWS does not take under its BAA is not synthesized (A36)',
        'no service is listed that no tenant has and no function calls',
      ],
    },
  },
  {
    citation: '164.308(b)(3)',
    title: 'Written contract',
    kind: 'required',
    asks: 'Document the assurances in a written contract.',
    claim: 'PARTIAL',
    met: 'Agreements are in a register, with their dates and the hash of what was signed; the HIPAA preset is refused without one in force, and their end is told of before it comes.',
    because: 'contracts are signed by people, after their counsel has read them',
    documents: ['hipaa/baa-template.md'],
    template: ['hipaa-eligible'],
    tests: {
      'test/lambdas/compliance/upkeep.test.ts': [
        'is told of to the incident topic and by mail, once for each day, and again when it has ended',
      ],

      'test/lambdas/compliance/preset-switch.test.ts': [
        'nor is a project made under it',
        'when the agreement expires nothing is loosened',
      ],
    },
  },
];
