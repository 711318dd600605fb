/** Opens the sealed blocks of the people whose data keys are known: what is inside is what was sealed at the time. */
import type { KeyObject } from 'node:crypto';
import { openBlock } from '../../../lambdas/audit/block.ts';
import { canonical } from '../../../lambdas/audit/leaf.ts';
import type { Check } from '../check.ts';
import { Difference } from '../difference.ts';

/** Data keys by subject id. */
export type SubjectKeys = ReadonlyMap<string, KeyObject>;

export interface ContentCheck extends Check {
  readonly opened: { blocks: number };
}

export function checkContent(keys: SubjectKeys): ContentCheck {
  const opened = { blocks: 0 };
  return {
    opened,
    entry({ index, file, line }) {
      for (const [subject, text] of Object.entries(line.blocks ?? {})) {
        const key = keys.get(subject);
        if (!key) continue;
        try {
          const { id } = JSON.parse(line.leaf) as { id: string };
          const content = openBlock(Buffer.from(text, 'base64url'), key, id, subject);
          if (canonical(JSON.parse(content)) !== content) throw new Error('not canonical JSON');
          opened.blocks++;
        } catch {
          throw new Difference(file, index, `the key that was given for ${subject} does not open their block`);
        }
      }
    },
  };
}
