/**
 * Whether a project keeps to its own rules now (features.md B24): every check with what was expected, what was found and
 * the section that it answers to. Regulatory numbers are a reading that counsel must check.
 */
import { type Agreement, engagementAt, isCovered, permitting } from './agreement.ts';
import { type Guarded, MEMBERS } from './preset.ts';
import { type NotificationTest, unconfirmed } from './privacy-officer.ts';

export const RESULTS = ['pass', 'fail', 'unknown'] as const;

export interface Check {
  /** A code: what a program compares. */
  readonly id: string;
  readonly result: (typeof RESULTS)[number];
  readonly expected: string;
  readonly found: string;
  /** Of 45 CFR. */
  readonly citation: string;
}

/** How old what waits to be archived or signed may be: the first alarm of the log comes then. */
const BEHIND_SECONDS = 5 * 60;
/** A turn takes a day; after two nobody knows any more. */
const RECONCILED_MS = 48 * 60 * 60_000;
/** Of two people one may be asleep, or the one who asks. */
const PEOPLE = 2;

/** What a turn of the reconciler says of itself. */
type Turn = 'finishedMs' | 'logs' | 'findings' | 'failed' | 'unregistered';

/** What was read. Whatever could not be read is `undefined`, and then nobody knows. */
export interface Facts {
  readonly project: Guarded;
  readonly agreements: readonly Agreement[];
  readonly organizations: {
    readonly organizations: number;
    readonly below: number;
    /** `floor`: the project asks for all of it, so that none can be below. `part`: there are more than were looked at. */
    readonly looked: 'all' | 'floor' | 'part';
  };
  readonly operators: readonly { readonly roles: readonly string[]; readonly active: boolean }[];
  readonly emergency: { readonly ready: number; readonly needed: number };
  /** Reviews of broken glass that nobody has made in time. */
  readonly overdueReviews: number;
  readonly officer: boolean;
  readonly notification: NotificationTest | undefined;
  readonly log: { readonly unarchivedSeconds: number; readonly unsignedSeconds: number } | undefined;
  /** The newest turn in which the tables were held against the archive: of all projects of the deployment. */
  readonly reconciled: Readonly<Record<Turn, number>> | undefined;
}

type Rule = Omit<Check, 'result' | 'found'> & {
  /** `undefined` where it could not be read. */
  judge(facts: Facts, now: Date): readonly [met: boolean, found: string | number | boolean] | undefined;
};

const withRole = ({ operators }: Facts, role: string): number =>
  operators.filter(({ roles, active }) => active && roles.includes(role)).length;

const behind = (seconds: number | undefined) =>
  seconds === undefined ? undefined : ([seconds <= BEHIND_SECONDS, `${seconds} s`] as const);

const AGREEMENT_RULES: readonly Rule[] = [
  {
    id: 'preset.on',
    citation: '164.312',
    expected: 'hipaa',
    judge: ({ project }) => [project.settings.preset === 'hipaa', project.settings.preset],
  },
  {
    id: 'agreement.in_force',
    citation: '164.308(b)(3), 164.314(a)',
    expected: 'an agreement in force that permits the preset',
    judge: ({ agreements }, now) => {
      const agreement = permitting(agreements, now);
      const until = agreement?.endsOn ?? agreement?.expiresOn ?? 'ended';
      return [agreement !== undefined, agreement ? `${agreement.id} until ${until}` : 'none'];
    },
  },
  {
    id: 'subprocessors.covered',
    citation: '164.308(b)(2), 164.314(a)(2)(iii)',
    expected: '0 engaged without an agreement in force',
    judge: ({ agreements }, now) => {
      const without = agreements.filter(
        (one) =>
          one.kind === 'subcontractor' &&
          one.replacedBy === undefined &&
          engagementAt(one, now) === 'engaged' &&
          !isCovered(one, agreements, now),
      );
      return [without.length === 0, without.length === 0 ? 0 : without.map(({ id }) => id).join(' ')];
    },
  },
];

const PEOPLE_RULES: readonly Rule[] = [
  {
    id: 'organizations.meet_preset',
    citation: '164.312(a)(2)(iii), 164.312(d)',
    expected: '0 below the preset',
    judge: ({ organizations: { organizations, below, looked } }) => {
      if (looked === 'floor') return [true, '0: the project itself asks for it'];
      if (looked === 'part' && below === 0) return undefined;
      return [below === 0, `${below} of ${looked === 'part' ? 'the first ' : ''}${organizations}`];
    },
  },
  {
    id: 'operators.owners',
    citation: '164.308(a)(4)(ii)(C)',
    expected: `${PEOPLE} or more`,
    judge: (facts) => [withRole(facts, 'owner') >= PEOPLE, withRole(facts, 'owner')],
  },
  {
    id: 'operators.privacy_officer',
    citation: '164.308(a)(2)',
    expected: '1 or more',
    judge: (facts) => [withRole(facts, 'privacy_officer') > 0, withRole(facts, 'privacy_officer')],
  },
  {
    id: 'break_glass.ready',
    citation: '164.312(a)(2)(ii)',
    expected: `${PEOPLE} or more emergency operators`,
    judge: ({ emergency: { ready, needed } }) => [ready >= needed, ready],
  },
  {
    id: 'break_glass.reviewed',
    citation: '164.308(a)(1)(ii)(D)',
    expected: '0 reviews overdue',
    judge: ({ overdueReviews }) => [overdueReviews === 0, overdueReviews],
  },
  {
    id: 'privacy_officer.named',
    citation: '164.308(a)(2), 164.308(a)(6)(ii)',
    expected: 'true',
    judge: ({ officer }) => [officer, officer],
  },
  {
    id: 'notification.confirmed',
    citation: '164.308(a)(6)(ii)',
    expected: 'a test confirmed at the topic and by mail, within a year',
    judge: ({ notification }, now) => {
      const missing = unconfirmed(notification, now);
      return [missing.length === 0, missing.length === 0 ? 'both' : `not: ${missing.join(', ')}`];
    },
  },
];

const LOG_RULES: readonly Rule[] = [
  {
    id: 'log.archived',
    citation: '164.312(b), 164.312(c)(1)',
    expected: `nothing of the project and its organizations waits longer than ${BEHIND_SECONDS} s`,
    judge: ({ log }) => behind(log?.unarchivedSeconds),
  },
  {
    id: 'log.signed',
    citation: '164.312(c)(2)',
    expected: `nothing of the project and its organizations waits longer than ${BEHIND_SECONDS} s`,
    judge: ({ log }) => behind(log?.unsignedSeconds),
  },
  {
    id: 'log.as_archived',
    citation: '164.312(c)(1)',
    expected: '0 differences between table and archive, in the logs of the whole deployment, within 48 hours',
    judge: ({ reconciled }, now) => {
      if (!reconciled) return undefined;
      const { finishedMs, logs, failed } = reconciled;
      const differences = reconciled.findings + reconciled.unregistered;
      if (differences > 0) return [false, differences];
      // What was not compared, or not lately, differs in nothing.
      const known = logs > 0 && failed === 0 && now.getTime() - finishedMs <= RECONCILED_MS;
      return known ? [true, 0] : undefined;
    },
  },
];

const PRESET_RULES = (project: Guarded): Rule[] =>
  MEMBERS.map((member) => ({
    id: member.name,
    citation: member.citation,
    expected: member.expected(project),
    judge: () => [member.meets(member.read(project), project), member.read(project)],
  }));

export function judgePosture(facts: Facts, now: Date): Check[] {
  return [...AGREEMENT_RULES, ...PRESET_RULES(facts.project), ...PEOPLE_RULES, ...LOG_RULES].map(
    ({ judge, ...rule }) => {
      const judged = judge(facts, now);
      if (!judged) return { ...rule, result: 'unknown', found: 'could not be read' };
      const [met, found] = judged;
      return { ...rule, result: met ? 'pass' : 'fail', found: String(found) };
    },
  );
}

/** What is not known is not in policy. */
export const isInPolicy = (checks: readonly Check[]): boolean => checks.every(({ result }) => result === 'pass');
