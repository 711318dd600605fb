/** §164.314: organizational requirements, and §164.316: policies, procedures and documentation. */
import type { Safeguard } from '../safeguard.ts';

export const organizational: readonly Safeguard[] = [
  {
    citation: '164.314(a)(1)',
    title: 'Business associate contracts',
    kind: 'standard',
    asks: 'Have a contract or another arrangement that meets the requirements.',
    claim: 'PARTIAL',
    met: 'Agreements are in a register; the HIPAA preset asks for one in force. Services outside of AWS’s addendum are refused by the synthesis.',
    because: 'a contract is signed by people; the draft needs legal review',
    documents: ['hipaa/baa-template.md', 'hipaa/shared-responsibility.md'],
    template: ['hipaa-eligible'],
    tests: {
      'test/lambdas/compliance/preset-switch.test.ts': [
        'nor is a project made under it',
        'a project can begin under it, with the agreement in the same transaction',
      ],
    },
  },
  {
    citation: '164.314(a)(2)(i)',
    title: 'What a contract must provide',
    kind: 'required',
    asks: 'The business associate complies, binds its subcontractors, and reports incidents and breaches.',
    claim: 'PARTIAL',
    met: 'Incidents reach the privacy officer; a breach is told of with all that §164.410 asks for, its clocks running from the discovery.',
    because: 'the draft of the agreement needs legal review before anybody signs it',
    documents: ['hipaa/baa-template.md'],
    template: ['people-told'],
    tests: {
      'test/lambdas/breach/notice.test.ts': ['holds the five blocks, each filled in and cited (T31)'],
    },
  },
  {
    citation: '164.314(a)(2)(ii)',
    title: 'Other arrangements',
    kind: 'required',
    asks: 'Governmental entities may agree otherwise than by contract.',
    claim: 'N/A',
    because: 'between governmental entities alone; Hale is none',
  },
  {
    citation: '164.314(a)(2)(iii)',
    title: 'Contracts with subcontractors',
    kind: 'required',
    asks: 'What binds a covered entity and its business associate binds the latter and its subcontractors.',
    claim: 'PARTIAL',
    met: 'The subcontractor of the software as deployed is AWS, by eligible services alone.',
    because: 'the operator accepts AWS’s addendum in its own account, and signs with whomever it adds',
    documents: ['hipaa/vendor-list.md'],
    template: ['hipaa-eligible'],
    tests: {
      'test/lambdas/compliance/agreements.test.ts': [
        'a sub-processor waits for the notice that covered entities were promised, and is listed as it comes and goes',
      ],
    },
  },
  {
    citation: '164.314(b)(1)',
    title: 'Group health plans',
    kind: 'standard',
    asks: 'A plan’s documents make its sponsor safeguard health information.',
    claim: 'N/A',
    because: 'Hale is no group health plan',
  },
  {
    citation: '164.314(b)(2)',
    title: 'Plan documents',
    kind: 'required',
    asks: 'What the documents of a group health plan have to say.',
    claim: 'N/A',
    because: 'Hale is no group health plan',
  },
];

export const documentation: readonly Safeguard[] = [
  {
    citation: '164.316(a)',
    title: 'Policies and procedures',
    kind: 'standard',
    asks: 'Have policies and procedures that comply with the rule.',
    claim: 'PASS',
    met: 'As code: policies are data with versions that every way to a session obeys; decisions are on record with their reasons; each rule of the code base is held by a test.',
    documents: ['CONTRIBUTING.md', 'hipaa/README.md'],
    tests: {
      'test/architecture/documents.test.ts': ['$file tells context, decision and consequences on one page'],
      'test/lambdas/session/policy-fields.test.ts': [
        '%s of an organization decides who gets in',
        '%s acts on a session that began before, at its next request',
      ],
    },
  },
  {
    citation: '164.316(b)(1)',
    title: 'Documentation',
    kind: 'standard',
    asks: 'Keep policies, procedures and required actions in writing.',
    claim: 'PASS',
    met: 'Documents lie with the code and are tested for what they name; actions are events.',
    documents: ['docs/events.md', 'docs/audit-log.md', 'hipaa/README.md'],
    tests: {
      'test/architecture/compliance-documents.test.ts': ['names nothing that is not there'],

      'test/architecture/documents.test.ts': ['of every document lead to a file that is there'],
      'test/scripts/events-page.test.ts': ['docs/events.md is the catalogue: after a change of it, run this with -u'],
      'test/lambdas/shared/openapi.test.ts': ['docs/openapi.json is what the routes say; `npm run openapi` writes it'],
    },
  },
  {
    citation: '164.316(b)(2)(i)',
    title: 'Time limit',
    kind: 'required',
    asks: 'Keep documentation for six years.',
    claim: 'PASS',
    met: 'Archive and log groups are kept for 2,557 days at least, which a tenant’s file can raise and not lower.',
    documents: ['hipaa/retention.md'],
    template: ['archive-locked', 'logs-kept'],
    live: ['archive-deployed'],
    tests: {
      'test/lib/tenant.test.ts': ['a wrong %s (%j) is refused by file and member'],

      'test/hipaa/numbers.test.ts': ['retention: the lock and the hot rows'],
      'test/local/object-lock.test.ts': ['is locked for seven years'],
    },
  },
  {
    citation: '164.316(b)(2)(ii)',
    title: 'Availability',
    kind: 'required',
    asks: 'Let those have the documentation who carry out what it says.',
    claim: 'PASS',
    met: 'In the repository that is deployed, and the API’s own description is served by it.',
    documents: ['hipaa/README.md'],
    tests: {
      'test/architecture/compliance-documents.test.ts': ['leads to each of them'],

      'test/local/readme.test.ts': ['makes an organization and a user'],
      'test/architecture/documents.test.ts': ['names every top folder'],
    },
  },
  {
    citation: '164.316(b)(2)(iii)',
    title: 'Updates',
    kind: 'required',
    asks: 'Review documentation, and update it when things change.',
    claim: 'PASS',
    met: 'Pages that are made from the code fail a test when the code goes on without them; so does this one.',
    tests: {
      'test/architecture/compliance-documents.test.ts': ['names nothing that is not there'],

      'test/hipaa/control-mapping.test.ts': [
        'hipaa/control-mapping.md is what the safeguards say: after a change of them, run this with -u',
      ],
      'test/scripts/events-page.test.ts': ['docs/events.md is the catalogue: after a change of it, run this with -u'],
    },
  },
];
