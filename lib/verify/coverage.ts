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
  /** Whether data keys of people were given. */
  readonly subjectKeys: boolean;
  /** Logs that the directory does not name, and may be too young for. */
  readonly young: number;
  readonly cleanups: number;
  /** Files of evidence of tampering. */
  readonly tampering: number;
  /** Objects under a legal hold. */
  readonly held: number;
  /** How many logs were asked for, where not all were. */
  readonly scopes: number | undefined;
}

const texts = (lines: readonly (string | false)[]): string[] => lines.filter((line) => line !== false);

/** Which logs are here, and who vouches for that. */
const presence = ({ directoryChecked, trustedKeys, scopes, young }: Looked): readonly (string | false)[] => [
  scopes !== undefined && `any log but the ${scopes} asked for`,
  young > 0 &&
    `whether ${young} logs are known to the directory: it does not name them, as it would not when they are new`,
  !directoryChecked &&
    (trustedKeys
      ? 'which logs should be here: no directory was checked, so a log whose key was not given is not missed'
      : 'which logs should be here: nothing vouches for that, no directory was checked, and no log is missed'),
];

export function coverageOf(looked: Looked): Coverage {
  const { logs, differs, trustedKeys, locksChecked, directoryChecked, kept, subjectKeys, cleanups, held, tampering } =
    looked;
  const sum = (count: (log: LogReport) => number): number => logs.reduce((all, log) => all + count(log), 0);
  const by = trustedKeys ? 'the keys given' : 'the keys in the folder';
  const unsigned = sum(({ entries, signed }) => Math.max(0, entries - signed));
  const missing = sum(({ missingSeals }) => missingSeals.length);
  const unopened = sum(({ openedFrom }) => openedFrom);
  const entries = sum((log) => log.entries);
  const sealed = sum(({ content }) => content.sealedBlocks - content.openedBlocks);
  const postQuantum = sum((log) => log.postQuantum);
  const checkpoints = sum((log) => log.checkpoints);
  const witnessed = sum((log) => log.witnessed.length);
  const unwitnessed = sum(({ anchors }) => anchors) - witnessed;
  return {
    checked: texts([
      `${entries - unopened} entries of ${logs.length} logs: each follows its predecessor in its lane, and its content is what it commits to`,
      unopened > 0 && `${unopened} entries before the seal that was asked for: their hashes give the signed roots`,
      `${checkpoints} checkpoints and ${sum(({ seals }) => seals)} seals: signed by ${by}, each over the very entries that are here`,
      postQuantum > 0 && `${postQuantum} of the checkpoints: signed by an ML-DSA-44 key too`,
      witnessed > 0 &&
        `${witnessed} checkpoints of the directory: seen and signed by the witnesses whose keys were given`,
      'full tiles and entry bundles: byte for byte those of the entries',
      `evidence of tampering: each of ${tampering} files lies under the hash of its content`,
      cleanups > 0 &&
        `${cleanups} manifests of rows that were cleaned up: the rows lie here, under a signed checkpoint`,
      trustedKeys && 'each key given has its log here',
      directoryChecked && 'the directory: every log that it names is here, with every tree head that it names',
      locksChecked && 'every object is in the listing, in one version, locked in COMPLIANCE mode for six years or more',
      held > 0 && `${held} objects: under a legal hold when they were copied`,
      kept > 0 && `${kept} checkpoints kept elsewhere: part of the history here`,
      subjectKeys &&
        `${sum(({ content }) => content.openedBlocks)} sealed blocks: they open with the keys that were given`,
    ]),
    notChecked: texts([
      differs && 'what lies behind a difference in the same log',
      unopened > 0 && `the content of ${unopened} entries before the seal that was asked for`,
      unsigned > 0 && `who wrote the ${unsigned} entries after the newest checkpoint: nobody has signed them`,
      !trustedKeys && 'who signed: the keys are those of the folder itself',
      ...presence(looked),
      locksChecked
        ? 'the listing itself: versions.json is not signed, and says what the bucket said when it was copied'
        : 'versions, locks, and whether checkpoints, seals or evidence were removed: there is no versions.json',
      missing > 0 && `${missing} days that have no seal: it was removed, or nothing could be sealed on that day`,
      `seals before the first${locksChecked ? ', and of the day of the newest checkpoint' : ' and after the last'}`,
      kept === 0 && 'whether the copy is rolled back: no checkpoint kept elsewhere was given',
      postQuantum < checkpoints &&
        `what a quantum computer could forge: ${checkpoints - postQuantum} checkpoints have no ML-DSA-44 signature of a key that is known`,
      unwitnessed > 0 && `what witnesses signed under ${unwitnessed} checkpoints: their keys were not given`,
      sealed > 0 && `what ${sealed} sealed blocks say: only that they are what was committed`,
    ]),
  };
}
