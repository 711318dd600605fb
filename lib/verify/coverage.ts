/** What a verification looked at and what it could not, in plain words: an auditor must know where the ground ends. */
import type { Found } from './outcome.ts';
import type { LogReport } from './verify-log.ts';

export interface Coverage {
  /** Each a sentence without a full stop. */
  readonly checked: readonly string[];
  readonly notChecked: readonly string[];
}

export interface Looked extends Found {
  /** Checkpoints that were kept elsewhere. */
  readonly kept: number;
}

const texts = (lines: readonly (string | false)[]): string[] => lines.filter((line) => line !== false);

export function coverageOf({ logs, differs, trustedKeys, locksChecked, kept }: Looked): Coverage {
  const sum = (count: (log: LogReport) => number): number => logs.reduce((all, log) => all + count(log), 0);
  const by = trustedKeys ? 'the keys given' : 'the keys in the folder';
  const unsigned = sum(({ entries, signed }) => Math.max(0, entries - signed));
  const missing = sum(({ missingSeals }) => missingSeals.length);
  return {
    checked: texts([
      `${sum(({ entries }) => entries)} entries of ${logs.length} logs: each follows its predecessor in its lane, and its content is what it commits to`,
      `${sum(({ checkpoints }) => checkpoints)} checkpoints and ${sum(({ seals }) => seals)} seals: signed by ${by}, each over the very entries that are here`,
      'full tiles and entry bundles: byte for byte those of the entries',
      'evidence of tampering: each file lies under the hash of its content',
      trustedKeys && 'each key given has its log here',
      locksChecked && 'every object is in the listing, in one version, locked in COMPLIANCE mode for six years or more',
      kept > 0 && `${kept} checkpoints kept elsewhere: part of the history here`,
    ]),
    notChecked: texts([
      differs && 'what lies behind a difference in the same log',
      unsigned > 0 && `who wrote the ${unsigned} entries after the newest checkpoint: nobody has signed them`,
      !trustedKeys && 'who signed: the keys are those of the folder itself',
      trustedKeys
        ? 'which logs should be here: no directory was checked, so a log whose key was not given is not missed'
        : 'which logs should be here: nothing vouches for that, no directory was checked, and no log is missed',
      locksChecked
        ? 'the listing itself: versions.json is not signed, and says what the bucket said when it was copied'
        : 'versions, locks, and whether checkpoints, seals or evidence were removed: there is no versions.json',
      missing > 0 && `${missing} days that have no seal: it was removed, or nothing could be sealed on that day`,
      `seals before the first${locksChecked ? ', and of the day of the newest checkpoint' : ' and after the last'}`,
      kept === 0 && 'whether the copy is rolled back: no checkpoint kept elsewhere was given',
      'content that is sealed: only that it is what was committed',
    ]),
  };
}
