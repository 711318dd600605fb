/** §164.310: physical safeguards. Hale has no building: AWS guards the data centres, the customer its workstations. */
import type { Safeguard } from '../safeguard.ts';

const AWS = 'inherited from AWS, whose data centres these are; its attestations are in AWS Artifact';
const CUSTOMER = 'workstations belong to the covered entity';

export const physical: readonly Safeguard[] = [
  {
    citation: '164.310(a)(1)',
    title: 'Facility access controls',
    kind: 'standard',
    asks: 'Limit who gets to the systems and the buildings that they are in.',
    claim: 'N/A',
    because: AWS,
  },
  {
    citation: '164.310(a)(2)(i)',
    title: 'Contingency operations',
    kind: 'addressable',
    asks: 'Let people into the building to restore data in an emergency.',
    claim: 'N/A',
    because: AWS,
  },
  {
    citation: '164.310(a)(2)(ii)',
    title: 'Facility security plan',
    kind: 'addressable',
    asks: 'Guard building and equipment from break-in, tampering and theft.',
    claim: 'N/A',
    because: AWS,
  },
  {
    citation: '164.310(a)(2)(iii)',
    title: 'Access control and validation',
    kind: 'addressable',
    asks: 'Control who gets into the building, by their function.',
    claim: 'N/A',
    because: AWS,
  },
  {
    citation: '164.310(a)(2)(iv)',
    title: 'Maintenance records',
    kind: 'addressable',
    asks: 'Document repairs of doors, locks and walls.',
    claim: 'N/A',
    because: AWS,
  },
  {
    citation: '164.310(b)',
    title: 'Workstation use',
    kind: 'required',
    asks: 'Say how workstations with access to health information are used, and where.',
    claim: 'PARTIAL',
    met: 'A session ends by itself after 15 minutes without a person, keeps to the networks that a policy names, and a person sees and ends sessions on other devices.',
    because: `${CUSTOMER}, and so does the rule of how they are used`,
    tests: {
      'test/lambdas/session/limits.test.ts': [
        'idle: a second before the limit a session goes on, at the limit it is over, once and for all',
      ],
      'test/lambdas/organization/loosening.test.ts': [
        'networks within networks agree with the addresses that the gate finds in them',
      ],
      'test/lambdas/session/organizations.test.ts': ['a user sees their sessions and ends all others'],
    },
  },
  {
    citation: '164.310(c)',
    title: 'Workstation security',
    kind: 'required',
    asks: 'Guard workstations physically.',
    claim: 'N/A',
    because: CUSTOMER,
  },
  {
    citation: '164.310(d)(1)',
    title: 'Device and media controls',
    kind: 'standard',
    asks: 'Control how hardware and media with health information come, go and move.',
    claim: 'N/A',
    because: AWS,
  },
  {
    citation: '164.310(d)(2)(i)',
    title: 'Disposal',
    kind: 'required',
    asks: 'Do away with health information and the media that it is on for good.',
    claim: 'PARTIAL',
    met: 'A person is erased by destroying the key that what the log says of them is sealed under; no copy of it opens any more, and every proof still holds.',
    because: 'media are disposed of by AWS',
    documents: ['hipaa/retention.md'],
    tests: {
      'test/lambdas/dsr/erasure.test.ts': [
        'a person with everything of theirs, and the log keeps every event without its content',
      ],
      'test/local/holds.test.ts': ['a hold locks the segments of its log, and refuses an erasure'],
    },
  },
  {
    citation: '164.310(d)(2)(ii)',
    title: 'Media re-use',
    kind: 'required',
    asks: 'Remove health information from media before they are used again.',
    claim: 'N/A',
    because: AWS,
  },
  {
    citation: '164.310(d)(2)(iii)',
    title: 'Accountability',
    kind: 'addressable',
    asks: 'Record where hardware and media go, and with whom.',
    claim: 'N/A',
    because: `${AWS}; hipaa/inventory.json lists what there is of virtual assets`,
  },
  {
    citation: '164.310(d)(2)(iv)',
    title: 'Data backup and storage',
    kind: 'addressable',
    asks: 'Make an exact copy that can be retrieved before equipment is moved.',
    claim: 'PASS',
    met: 'Copies are made all the time, not before a move: point-in-time recovery of every table, and the archive.',
    template: ['tables-recoverable', 'archive-locked'],
    live: ['archive-deployed'],
    tests: { 'test/local/audit-log.test.ts': ['is verified from a copy, with versions and locks'] },
  },
];
