/** §164.308(a)(1) to (a)(4): who is responsible, what is reviewed, who may do what. */
import type { Safeguard } from '../safeguard.ts';

export const securityManagement: readonly Safeguard[] = [
  {
    citation: '164.308(a)(1)(i)',
    title: 'Security management process',
    kind: 'standard',
    asks: 'Have a process that prevents, detects, contains and corrects violations of security.',
    claim: 'PASS',
    met: 'Prevented by contracts and roles that are closed by default; detected by refusals that are counted, risk scores, a tamper watcher and alarms; contained by ending sessions, keys and accounts at once; corrected by conditional changes with their events.',
    template: ['every-clock-watched', 'people-told'],
    tests: {
      'test/lambdas/abuse/count-refusal.test.ts': [
        'is an event that names who, what and why, at the first and then at each doubling',
      ],
      'test/lambdas/session/revocation.test.ts': ['T19: whatever ends a session, it is over at the next look at it'],
      'test/lib/nag.test.ts': ['$readPackName finds nothing that is not acknowledged (T27)'],
    },
  },
  {
    citation: '164.308(a)(1)(ii)(A)',
    title: 'Risk analysis',
    kind: 'required',
    asks: 'Assess the risks to the confidentiality, integrity and availability of health information.',
    claim: 'PARTIAL',
    met: 'A register of threats to Hale itself, each with its control and the test that shows it; a class for every attribute that is stored; an inventory of what flows where.',
    because:
      'the analysis of the whole system, its people and its places is the operator’s and the covered entity’s to make',
    documents: ['hipaa/risk-analysis-starter.md', 'hipaa/data-classification.md'],
    tests: {
      'test/hipaa/classification.test.ts': ['of a kind has exactly one class'],

      'test/hipaa/threats.test.ts': [
        'each threat has an id of its own, a control that a test shows, and says what stays',
      ],

      'test/lib/nag.test.ts': ['each acknowledgement answers a finding that is there, and gives its reason'],
    },
  },
  {
    citation: '164.308(a)(1)(ii)(B)',
    title: 'Risk management',
    kind: 'required',
    asks: 'Bring risks down to a reasonable level.',
    claim: 'PASS',
    met: 'For Hale’s own scope: two rule packs are part of every synthesis and stop it; insert-only, least privilege and tenant isolation are enforced by IAM; what loosens a safeguard takes two people.',
    documents: ['docs/adr/0021-loosening-takes-two-people.md'],
    template: ['least-privilege', 'log-insert-only', 'no-secrets-in-settings'],
    tests: {
      'test/lib/nag.test.ts': ['$readPackName finds nothing that is not acknowledged (T27)'],
      'test/lambdas/approval/two-people.test.ts': ['is loosened when a second operator agrees, and not before'],
      'test/lambdas/organization/loosening.test.ts': [
        'whatever lets in one request more is a loosening, for an organization under any project',
      ],
    },
  },
  {
    citation: '164.308(a)(1)(ii)(C)',
    title: 'Sanction policy',
    kind: 'required',
    asks: 'Apply sanctions to members of the workforce who do not follow the rules.',
    claim: 'PARTIAL',
    met: 'Every act of an operator, of break-glass and of acting as somebody else is in the log with their name, and cannot be denied.',
    because: 'sanctions are between the operator or covered entity and its own staff; Hale brings the evidence',
    documents: ['hipaa/workforce-templates.md'],
    tests: {
      'test/lambdas/break-glass/use.test.ts': ['every event between open and close carries the grant'],
      'test/lambdas/impersonation/impersonations.test.ts': [
        'is in the log with both names and the reason sealed for the user',
      ],
    },
  },
  {
    citation: '164.308(a)(1)(ii)(D)',
    title: 'Information system activity review',
    kind: 'required',
    asks: 'Review records of what happens in the system regularly.',
    claim: 'PASS',
    met: 'The log is searched, exported and streamed; the reconciler reviews table and archive by itself; reviews of each break-glass, and of who has which access, are demanded and told of until they are made.',
    template: ['every-clock-watched'],
    live: ['log-signed'],
    tests: {
      'test/lambdas/access-review/outcome.test.ts': [
        'go to the privacy officer before and after the end, each once, and end with the review',
      ],

      'test/lambdas/access-review/reviews.test.ts': ['is who has which access, with when it was last used'],

      'test/lambdas/audit/search.test.ts': ['finds all of it in the index, in any combination of filters'],
      'test/lambdas/log/clean-up.test.ts': ['finds hidden, missing and differing rows, each once'],
      'test/lambdas/break-glass/review.test.ts': [
        'an overdue review is an incident after 72 hours, and again each day until it is made',
      ],
    },
  },
  {
    citation: '164.308(a)(2)',
    title: 'Assigned security responsibility',
    kind: 'required',
    asks: 'Name the official who is responsible for security.',
    claim: 'PASS',
    met: 'No deployment without one: `privacyOfficer` and `alarmContacts` are members of the tenant’s file that cannot be left out, and are subscribed to the incident topic. The role `privacy_officer` is separate from those that change things.',
    documents: ['hipaa/workforce-templates.md'],
    template: ['people-told'],
    live: ['officers-subscribed'],
    tests: {
      'test/lambdas/compliance/notification.test.ts': [
        'a test goes to the topic and to the officer, and its code shows that it arrived',
      ],

      'test/lib/tenant.test.ts': [
        'every wrong member is named at once',
        'a wrong %s (%j) is refused by file and member',
      ],
      'test/lambdas/operator/operator.test.ts': [
        'a privacy officer changes nothing but reviews, breaches, holds and what people ask of their data',
      ],
    },
  },
  {
    citation: '164.308(a)(3)(i)',
    title: 'Workforce security',
    kind: 'standard',
    asks: 'See to it that members of the workforce have access where they should, and nobody else.',
    claim: 'PASS',
    met: 'Roles are given by owners, two of them in a live project, to people who have a passkey; a key appoints nobody; who is put out loses everything at the next request.',
    tests: {
      'test/lambdas/approval/two-people.test.ts': ['is made by two owners'],
      'test/lambdas/operator/operators.test.ts': [
        'only to people of the project who can sign in with a passkey',
        'whose role was taken away is none with the next request',
      ],
    },
  },
  {
    citation: '164.308(a)(3)(ii)(A)',
    title: 'Authorization and supervision',
    kind: 'addressable',
    asks: 'Authorize, or supervise, those who work with health information.',
    claim: 'PASS',
    met: 'Six roles with separated duties; what is dangerous takes a second person or a review afterwards; a proof of identity of the last 15 minutes before each act on others.',
    template: ['clean-up-guarded'],
    tests: {
      'test/lambdas/access-review/reviews.test.ts': [
        'nobody certifies themselves, and only reviewers decide; each refusal is an event',
      ],

      'test/lambdas/operator/operator.test.ts': [
        'an auditor reads the log and nothing else, and is nothing else',
        'whoever breaks the glass does not review it, by whatever other role',
        'owners alone make operators, keys and settings',
      ],
      'test/lambdas/approval/two-people.test.ts': ['a person who asks or agrees has signed in within 15 minutes'],
    },
  },
  {
    citation: '164.308(a)(3)(ii)(B)',
    title: 'Workforce clearance',
    kind: 'addressable',
    asks: 'Determine that somebody’s access is appropriate before they get it.',
    claim: 'PARTIAL',
    met: 'Nobody becomes an operator without a second owner who agrees, and without a passkey of their own.',
    because: 'whether a person is fit to be trusted is found out by whoever employs them',
    documents: ['hipaa/workforce-templates.md'],
    tests: {
      'test/lambdas/approval/two-people.test.ts': [
        'is made by two owners',
        'is given one role more by two owners, and one less by one',
      ],
    },
  },
  {
    citation: '164.308(a)(3)(ii)(C)',
    title: 'Termination procedures',
    kind: 'addressable',
    asks: 'End access when somebody leaves.',
    claim: 'PASS',
    met: 'Disabling a user, removing a membership or a role ends sessions, grants and acting as others at the next look; enabling them again brings none of it back.',
    tests: {
      'test/lambdas/session/limits.test.ts': [
        'a member who is removed and a user who is disabled are out at once',
        'nor does a session come back with its person: neither with a new membership nor when they are enabled again',
      ],
      'test/lambdas/operator/operators-as-users.test.ts': [
        'nobody who was put out comes back with their roles: they are dismissed first, and two people appoint them',
      ],
      'test/lambdas/break-glass/put-out.test.ts': [
        'who is disabled, enabled and appointed again has none of the grants from before',
      ],
    },
  },
  {
    citation: '164.308(a)(4)(i)',
    title: 'Information access management',
    kind: 'standard',
    asks: 'Give access in line with the rules about who may know what.',
    claim: 'PASS',
    met: 'A tenant has its own tables, buckets, keys and roles; a project sees its own objects alone; scopes and roles are declared in each contract and tested route by route.',
    template: ['tenants-apart', 'least-privilege'],
    tests: {
      'test/lib/tenant-stage.test.ts': ['share no key, role, table, bucket, queue, topic or function'],
      'test/lambdas/routes.test.ts': [
        "another project's object is not there, on every route that names one, and nothing is written",
      ],
    },
  },
  {
    citation: '164.308(a)(4)(ii)(A)',
    title: 'Isolating clearinghouse functions',
    kind: 'required',
    asks: 'Keep a clearinghouse apart from the organization that it is part of.',
    claim: 'N/A',
    because: 'Hale is no health care clearinghouse and processes no claims',
  },
  {
    citation: '164.308(a)(4)(ii)(B)',
    title: 'Access authorization',
    kind: 'addressable',
    asks: 'Have a way in which access is granted.',
    claim: 'PASS',
    met: 'By membership, role and scope, each granted by a route with its event, never beyond what the granter holds.',
    template: ['least-privilege', 'doors'],
    tests: {
      'test/lambdas/operator/operators.test.ts': [
        'each route is closed to exactly the roles that the table gives no permission for it',
      ],
      'test/lambdas/api-key/api-keys.test.ts': ['a key grants no scope that it does not hold'],
    },
  },
  {
    citation: '164.308(a)(4)(ii)(C)',
    title: 'Access establishment and modification',
    kind: 'addressable',
    asks: 'Establish, document, review and change a person’s right of access.',
    claim: 'PASS',
    met: 'Each grant and change is an event with before and after. Campaigns review who has which access and when it was last used; what is revoked is taken away by its own change, and the outcome is signed.',
    tests: {
      'test/lambdas/access-review/outcome.test.ts': ['is signed: whoever has the key sees whatever is changed in it'],

      'test/lambdas/access-review/reviews.test.ts': [
        'what is revoked is taken away with it, by the change and the event of its own route',
      ],

      'test/lambdas/approval/two-people.test.ts': ['is given one role more by two owners, and one less by one'],
      'test/lambdas/session/lists.test.ts': ['who manages the project sees them too, but not where the person was'],
      'test/lambdas/membership/memberships.test.ts': ['a role is changed, and the log keeps before and after'],
    },
  },
];
