/** §164.312(b) and (c): audit controls and integrity. */
import type { Safeguard } from '../safeguard.ts';

export const auditAndIntegrity: readonly Safeguard[] = [
  {
    citation: '164.312(b) record',
    title: 'Audit controls: recording',
    kind: 'standard',
    asks: 'Record what happens in systems that hold or use health information.',
    claim: 'PASS',
    met: 'A change and its event are one transaction; refusals are events too, or counted ones. A test of each run holds every route and every type of event to the catalogue.',
    documents: ['docs/events.md', 'docs/audit-log.md'],
    template: ['log-insert-only', 'changes-seen'],
    live: ['streams-running'],
    tests: {
      'test/lambdas/shared/commit.test.ts': ['a refused change leaves neither the change nor an event'],
      'test/lambdas/shared/commit-faults.test.ts': ['no answer to any try: 503, and neither change nor event'],
      'test/lambdas/audit/catalogue.test.ts': ['names events for every route that changes anything'],
      'test/scripts/emitted-events.test.ts': ['a type that no test writes is missing'],
    },
  },
  {
    citation: '164.312(b) examine',
    title: 'Audit controls: examining',
    kind: 'standard',
    asks: 'Examine what was recorded.',
    claim: 'PASS',
    met: 'Search by actor, person, object, type and time; exports as CSV, NDJSON and FHIR; streams to a SIEM in OCSF; people read who touched their account, signed. Reading the log is an event itself. Alarms watch whatever archives and watches.',
    template: ['every-clock-watched'],
    live: ['log-signed'],
    tests: {
      'test/lambdas/dsr/amend.test.ts': ['tells in plain words who did what, signed, and names nobody'],

      'test/lambdas/event-export/fhir-audit-event.test.ts': [
        'is a valid AuditEvent, whoever acts on whatever, and however it ends',
      ],

      'test/lambdas/audit/search.test.ts': ['finds all of it in the index, in any combination of filters'],
      'test/lambdas/audit/list-events.test.ts': ['reading is an event: who read, with which filters, how many'],
      'test/lambdas/event-export/event-export.test.ts': [
        'an export is asked for, written, fetched once, and each of that is an event',
      ],
      'test/local/audit-streams.test.ts': [
        "brings a project's log to the customer's bucket, in order and under a checkpoint",
      ],
    },
  },
  {
    citation: '164.312(c)(1) alteration',
    title: 'Integrity: no improper alteration',
    kind: 'standard',
    asks: 'Protect what is kept from being altered improperly.',
    claim: 'PASS',
    met: 'Rows of the log can be inserted and nothing else, by IAM and by the table’s own policy. State changes by conditional writes with before and after in the log, and is held against the log each day. A row that is changed behind our back is an incident.',
    documents: ['hipaa/audit-immutability.md', 'docs/adr/0043-state-held-against-the-log.md'],
    template: ['log-insert-only', 'archive-write-once'],
    tests: {
      'test/lambdas/state/check-state.test.ts': [
        'each change by hand is seen, with what it is, and told to the privacy officer',
      ],

      'test/lib/constructs/grants.test.ts': [
        '%s is overwritten by no function (T4, row 21)',
        '%s would be overwritten by none even if its role said so',
      ],
      'test/local/insert-only.test.ts': ['every function is refused every way to change a row'],
      'test/local/audit-log.test.ts': ['is reported with both images in the locked bucket', 'cannot be written over'],
      'test/architecture/writes.test.ts': ['is done by these and nobody else'],
    },
  },
  {
    citation: '164.312(c)(1) destruction',
    title: 'Integrity: no improper destruction',
    kind: 'standard',
    asks: 'Protect what is kept from being destroyed improperly.',
    claim: 'PASS',
    met: 'The archive is locked in COMPLIANCE mode for seven years, for everybody. Tables refuse deletion and outlive their stack. Rows leave the log only after a proof that the archive holds them, and under no hold.',
    documents: ['docs/adr/0030-rows-leave-the-table-by-proof.md', 'docs/adr/0034-holds-and-erasure.md'],
    template: ['archive-locked', 'archive-write-once', 'tables-recoverable', 'clean-up-guarded'],
    live: ['archive-deployed'],
    tests: {
      'test/local/object-lock.test.ts': ['is locked for seven years'],
      'test/lambdas/log/clean-up-lane.test.ts': [
        'is named by a manifest, an event and a record before the first row goes',
      ],
      'test/lambdas/hold/holds.test.ts': ['keeps them from being deleted until two people released it'],
    },
  },
  {
    citation: '164.312(c)(2)',
    title: 'Mechanism to authenticate',
    kind: 'addressable',
    asks: 'Be able to show that what is kept was not altered or destroyed without leave.',
    claim: 'PASS',
    met: 'Lane chains and an RFC 6962 log for each organization, under checkpoints that KMS signs. One command checks a copy offline, and a second verifier in Python agrees with it. Table and archive are held against each other all the time.',
    documents: ['docs/audit-log.md', 'hipaa/audit-immutability.md'],
    template: ['changes-seen'],
    live: ['log-signed'],
    tests: {
      'test/lib/operator/verify-bundle.test.ts': [
        'is as it was signed, and each archived event of it stands in its log',
        'that was changed after it was signed is told by its part',
      ],

      'test/lib/verify/mutations.test.ts': ['T3: every one was found and located, and both verifiers agree'],
      'test/lambdas/log/merkle-proof.test.ts': ['a history that was rewritten cannot be proven'],
      'test/lambdas/log/clean-up.test.ts': ['finds hidden, missing and differing rows, each once'],
      'test/local/tour.test.ts': ['the archive is copied and verified; one changed byte is found, and its entry named'],
    },
  },
];
