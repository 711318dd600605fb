/** §164.308(a)(7): contingency plan. */
import type { Safeguard } from '../safeguard.ts';

export const contingency: readonly Safeguard[] = [
  {
    citation: '164.308(a)(7)(i)',
    title: 'Contingency plan',
    kind: 'standard',
    asks: 'Have a plan for what to do when systems with health information are damaged.',
    claim: 'PASS',
    met: 'State lies in one stack that refuses deletion and outlives it; all others are made again by `cdk deploy`. The log is rebuilt from the archive, and what an outage held up is caught up with.',
    documents: ['hipaa/contingency-and-restore.md'],
    template: ['tables-recoverable'],
    tests: {
      'test/lib/stacks/data-stack.test.ts': ['the stack refuses to be deleted'],
      'test/lambdas/log/faults.test.ts': ['10,000 events are archived by the sweeper alone'],
    },
  },
  {
    citation: '164.308(a)(7)(ii)(A)',
    title: 'Data backup plan',
    kind: 'required',
    asks: 'Keep exact copies of health information that can be retrieved.',
    claim: 'PASS',
    met: 'Every table can be restored to any second of 35 days; every event is in a bucket locked for seven years besides.',
    template: ['tables-recoverable', 'archive-locked'],
    live: ['archive-deployed'],
    tests: {
      'test/local/object-lock.test.ts': ['the archive holds every object in compliance mode'],
      'test/lib/operator/archive-pull.test.ts': ['is copied whole, and verifies with its listing and its legal holds'],
    },
  },
  {
    citation: '164.308(a)(7)(ii)(B)',
    title: 'Disaster recovery plan',
    kind: 'required',
    asks: 'Be able to restore what was lost.',
    claim: 'PARTIAL',
    met: 'The live tree is rebuilt from the archive, a state that was saved is taken up again, and tables are restored by AWS.',
    because: 'a restore into a new account within 72 hours has not been rehearsed on AWS',
    documents: ['hipaa/contingency-and-restore.md'],
    template: ['tables-recoverable'],
    tests: {
      'test/lambdas/log/directory.test.ts': ['goes on from the locked bucket when its staging bundle has expired'],
    },
  },
  {
    citation: '164.308(a)(7)(ii)(C)',
    title: 'Emergency mode operation plan',
    kind: 'required',
    asks: 'Go on protecting health information while in emergency mode.',
    claim: 'PASS',
    met: 'Break-glass works without token key, mail, text messages and identity provider, for one hour and one scope, and no event is lost meanwhile: where the log cannot be written, nothing is granted.',
    documents: ['hipaa/break-glass-runbook.md'],
    tests: {
      'test/hipaa/break-glass-runbook.test.ts': [
        'nobody can sign in',
        'the runbook opens the glass, lets the ward in, and closes it',
      ],

      'test/lambdas/break-glass/outages.test.ts': [
        'T32: without token key, mail, text messages, identity provider and incident topic',
        'when not even the log can be written, nobody is alarmed and nothing is granted',
      ],
    },
  },
  {
    citation: '164.308(a)(7)(ii)(D)',
    title: 'Testing and revision',
    kind: 'addressable',
    asks: 'Test contingency plans from time to time, and revise them.',
    claim: 'PASS',
    met: 'Faults are generated at every call of archiver, committer and erasure in each run of the tests; drills of break-glass are rehearsed from a terminal and leave evidence.',
    tests: {
      'test/hipaa/break-glass-runbook.test.ts': [
        'a drill says by its exit code that the alarm reached nobody, and passes once it does',
      ],

      'test/lambdas/log/faults.test.ts': [
        'killed at each call: a copy made then is clean, and later the verifier finds exactly the committed set',
      ],
      'test/lambdas/shared/route-faults.test.ts': ['each route that does has a call here'],
      'test/local/break-glass.test.ts': ['a drill from a terminal leaves its evidence'],
    },
  },
  {
    citation: '164.308(a)(7)(ii)(E)',
    title: 'Applications and data criticality',
    kind: 'addressable',
    asks: 'Assess which applications and data matter most to the rest of the plan.',
    claim: 'PASS',
    met: 'Each resource of the template is in the inventory with what it holds and how it is recovered: what is kept for ever, and what can be made again.',
    documents: ['hipaa/inventory.json'],
    tests: {
      'test/hipaa/inventory/inventory.test.ts': [
        'hipaa/inventory.json is what the template says: after a change of it, run this with -u',
      ],
    },
  },
];
