/** §164.312(a): access control. */
import type { Safeguard } from '../safeguard.ts';

export const accessControl: readonly Safeguard[] = [
  {
    citation: '164.312(a)(1) persons',
    title: 'Access control: persons',
    kind: 'standard',
    asks: 'Let in only those people who were given rights to what they ask for.',
    claim: 'PASS',
    met: 'Each request is bound to a principal; routes are closed unless their contract opens them. Operators have roles with separated duties. Another project’s object answers 404.',
    template: ['doors', 'buckets-shut'],
    live: ['strangers-refused'],
    tests: {
      'test/lambdas/routes.test.ts': [
        '%s: nobody without credentials',
        '%s: nobody with wrong credentials',
        "another project's object is not there, on every route that names one, and nothing is written",
      ],
      'test/lambdas/operator/operators.test.ts': [
        'each route is closed to exactly the roles that the table gives no permission for it',
      ],
      'test/lambdas/session/gate.test.ts': [
        'the gate refuses for the first reason that any policy gives, and for no other',
      ],
    },
  },
  {
    citation: '164.312(a)(1) programs',
    title: 'Access control: software programs',
    kind: 'standard',
    asks: 'Let in only those programs that were given rights to what they ask for.',
    claim: 'PASS',
    met: 'Secret keys and machine clients carry scopes and never more than whoever made them. Each function has a role of its own with what its contract declares.',
    template: ['least-privilege', 'tenants-apart', 'clean-up-guarded'],
    live: ['functions-deployed'],
    tests: {
      'test/lambdas/api-key/api-keys.test.ts': ['a key grants no scope that it does not hold'],
      'test/lambdas/m2m-client/m2m-clients.test.ts': ['gets no scope that it does not hold'],
      'test/lib/tenant-stage.test.ts': [
        'belong to one function each',
        'let their keys be used by roles that carry their own tag alone',
      ],
      'test/local/insert-only.test.ts': ['every function is refused every way to change a row'],
    },
  },
  {
    citation: '164.312(a)(2)(i)',
    title: 'Unique user identification',
    kind: 'required',
    asks: 'Give each user a name or number of their own by which they are identified and tracked.',
    claim: 'PASS',
    met: 'A user is `user_` and a ULID, never derived from an address and never used again. Every event names its actor, and where somebody acts as another, both.',
    tests: {
      'test/lambdas/user/users.test.ts': [
        'a known e-mail answers 200 with the user who has it, whatever the case',
        'of many creations with one e-mail at once, one makes the user',
      ],
      'test/lambdas/user/delete-user.test.ts': [
        'a deleted user is gone for good: a second deletion finds nobody, the e-mail is free',
      ],
      'test/lambdas/impersonation/impersonations.test.ts': [
        'is in the log with both names and the reason sealed for the user',
      ],
      'test/lambdas/audit/list-events.test.ts': ['an event tells who, what, when, on what, from where'],
    },
  },
  {
    citation: '164.312(a)(2)(ii)',
    title: 'Emergency access procedure',
    kind: 'required',
    asks: 'Have a way to get at what is needed in an emergency.',
    claim: 'PASS',
    met: 'Break-glass by passkey or recovery code, for at most an hour, in a named scope: alarmed before it is granted, marked in every event, reviewed by somebody else. It needs neither token key, mail, text messages nor identity provider.',
    documents: ['docs/adr/0022-break-glass-and-recovery.md', 'hipaa/break-glass-runbook.md'],
    tests: {
      'test/hipaa/break-glass-runbook.test.ts': ['the runbook opens the glass, lets the ward in, and closes it'],

      'test/lambdas/break-glass/outages.test.ts': [
        'T32: without token key, mail, text messages, identity provider and incident topic',
      ],
      'test/lambdas/break-glass/open.test.ts': [
        'the alarm is an event and has reached the topic before anything is granted',
      ],
      'test/lambdas/break-glass/use.test.ts': ['every event between open and close carries the grant'],
      'test/lambdas/break-glass/review.test.ts': [
        'closing makes a review due in 72 hours; another person makes it; then nothing is left to do',
      ],
      'test/lambdas/break-glass/readiness.test.ts': ['two with a passkey and a code left are ready'],
    },
  },
  {
    citation: '164.312(a)(2)(iii)',
    title: 'Automatic logoff',
    kind: 'addressable',
    asks: 'End a session after a set time in which nobody was there.',
    claim: 'PASS',
    met: 'Idle and absolute limits are enforced by the server at every look at a session, to the millisecond; the strictest of project and organization holds. The defaults are 15 minutes and 24 hours. Each end is an event.',
    documents: ['docs/adr/0014-activity-is-a-refresh.md'],
    tests: {
      'test/lambdas/compliance/preset.test.ts': ['then no policy of an organization goes below it'],

      'test/lambdas/session/boundary.test.ts': [
        'T18: each limit holds to the millisecond, however the session is presented',
        'T18: past each limit a hundred at once get nothing, and the end is written once',
      ],
      'test/lambdas/session/limits.test.ts': [
        'idle: a second before the limit a session goes on, at the limit it is over, once and for all',
        'absolute: activity does not put it off',
      ],
      'test/lambdas/organization/policy.test.ts': [
        'a new organization inherits everything; the effective limits are the HIPAA defaults',
      ],
    },
  },
  {
    citation: '164.312(a)(2)(iv)',
    title: 'Encryption and decryption',
    kind: 'addressable',
    asks: 'Have a way to encrypt and decrypt what is stored.',
    claim: 'PASS',
    met: 'Tables, queues, topics, logs and exports are under a KMS key of the customer; the archive is encrypted per person before it gets there. Seeds, habits and what the log says of people are sealed by AES-256-GCM under keys of their own. Keys are replaced with an overlap, or at once.',
    documents: ['docs/adr/0005-sse-s3-on-the-archive.md', 'hipaa/data-classification.md'],
    template: ['tables-encrypted', 'buckets-encrypted', 'messages-encrypted', 'logs-kept', 'keys-guarded'],
    live: ['keys-deployed'],
    tests: {
      'test/lambdas/signing-key/rotation.test.ts': [
        'planned: the next key signs, and tokens of the one before are good until they end',
      ],

      'test/hipaa/classification.test.ts': ['nothing that lets somebody in is kept in clear'],

      'test/lambdas/audit/block.test.ts': ['any flipped bit is noticed, by the cipher and by the commitment'],
      'test/lambdas/totp/totp-enrolment.test.ts': ['a seed does not open in the row of another person'],
      'test/lib/stacks/data-stack.test.ts': ['a brought key replaces the own one everywhere'],
    },
  },
];
