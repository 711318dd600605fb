/** What contradicts itself, or what was promised to others, in what somebody records of an agreement or of its end. */
import { err, ok, type Result } from '../shared/result.ts';
import { type Agreement, addDays, dayOf, daysUntil, statusAt, type Terms } from './agreement.ts';

export interface Wrong {
  readonly path: string;
  readonly message: string;
}

/** The longest notice that a covered entity was promised. */
const noticeOwed = (agreements: readonly Agreement[], now: Date): number =>
  Math.max(
    0,
    ...agreements
      .filter((one) => one.kind === 'covered_entity' && ['in_force', 'pending'].includes(statusAt(one, now)))
      .map(({ noticeDays }) => noticeDays),
  );

const sameName = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/**
 * To replace an agreement is to go on with the same party. Another one is another agreement, with the notice that it
 * takes: or the one who handles data now would vanish from the list, and the new one begin without anybody being told.
 */
function whyNotReplaced(replaced: Agreement, { kind, counterparty, engagedOn }: Terms): Wrong | undefined {
  const say = (path: string, message: string): Wrong => ({ path: `body.${path}`, message });
  if (replaced.kind !== kind) return say('replaces', 'that one is of another kind');
  if (replaced.replacedBy !== undefined) return say('replaces', `that one was replaced by ${replaced.replacedBy}`);
  if (replaced.endsOn !== undefined) return say('replaces', 'the end of that one is recorded: record a new one');
  if (!sameName(replaced.counterparty, counterparty))
    return say('replaces', 'that one is with somebody else: record its end, and this one as a new one');
  if (engagedOn !== replaced.engagedOn)
    return say('engaged_on', `it goes on with one that handles data from ${replaced.engagedOn ?? 'no day'} on`);
  return undefined;
}

/**
 * What contradicts itself in what was signed, or what was promised to others.
 * @param others of the same project. @param replaced in whose place it comes: whom covered entities know already.
 */
export function judgeTerms(
  terms: Terms,
  others: readonly Agreement[],
  replaced: Agreement | undefined,
  now: Date,
): Result<undefined, Wrong[]> {
  const { kind, signedOn, effectiveOn, expiresOn, engagedOn } = terms;
  const contradiction = replaced && whyNotReplaced(replaced, terms);
  const wrong: Wrong[] = contradiction ? [contradiction] : [];
  const say = (path: string, message: string) => wrong.push({ path: `body.${path}`, message });
  // Where the day begins first it is 14 hours earlier than in UTC.
  if (signedOn > dayOf(new Date(now.getTime() + 14 * 60 * 60_000))) say('signed_on', 'this day is not yet');
  if (expiresOn !== undefined && expiresOn < effectiveOn) say('expires_on', 'it would end before it begins');
  if (kind === 'subcontractor' && terms.permitsPreset)
    say('permits_preset', 'only an agreement with a covered entity permits it');
  if (kind === 'covered_entity' && engagedOn !== undefined) say('engaged_on', 'only a subcontractor is engaged');
  if (kind === 'subcontractor' && engagedOn === undefined) say('engaged_on', 'from which day on does it handle data?');
  if (engagedOn !== undefined && kind === 'subcontractor' && !replaced) {
    if (engagedOn < effectiveOn) say('engaged_on', 'it would handle data before its agreement begins');
    const earliest = addDays(dayOf(now), noticeOwed(others, now));
    if (engagedOn < earliest && terms.withoutNotice === undefined)
      say('engaged_on', `covered entities were promised notice: not before ${earliest}, or say without_notice`);
  }
  return wrong.length > 0 ? err(wrong) : ok(undefined);
}

/** An end further ahead is no end that anybody knows: it would be a way to say that there is one. */
const END_DAYS_MOST = 366;

/** An end that is recorded may be brought forward, and not be put off: what ended goes on by an agreement of its own. */
export function judgeEnd(
  agreement: Agreement,
  endsOn: string,
  now: Date,
): Result<undefined, Wrong[] | 'already_decided'> {
  if (['ended', 'expired'].includes(statusAt(agreement, now))) return err('already_decided');
  if (agreement.endsOn !== undefined && endsOn >= agreement.endsOn) return err('already_decided');
  const { expiresOn } = agreement;
  const say = (message: string): Result<never, Wrong[]> => err([{ path: 'body.ends_on', message }]);
  if (expiresOn !== undefined && endsOn > expiresOn) return say(`its last day is ${expiresOn} without that`);
  if (daysUntil(endsOn, dayOf(now)) > END_DAYS_MOST) return say('more than a year ahead');
  return ok(undefined);
}
