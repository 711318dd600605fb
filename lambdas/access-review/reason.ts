/** Why somebody keeps their access, or not: sealed under their own key; of a key or a client, under the project's. */
import type { KeyObject } from 'node:crypto';
import { openBlock, sealBlock } from '../audit/block.ts';
import { unwrapSubjectKey } from '../audit/subject-key.ts';
import { subjectKeysFor } from '../audit/subject-keys.ts';
import type { Project } from '../project/project.ts';
import { getDataKey } from '../project/project-store.ts';
import type { Item } from './review-item.ts';
import type { StoredItem } from './review-item-store.ts';

const nameOf = (review: string, { id }: Pick<Item, 'id'>): string => `${review}/${id}`;

/** `undefined` where the person's key was destroyed: then the reason is kept nowhere. @param wrappedKey the person's. */
export async function sealReason(
  project: Project,
  review: string,
  item: Item,
  reason: string,
  wrappedKey: Uint8Array | undefined,
): Promise<StoredItem['sealed']> {
  const projectKey = await getDataKey(project);
  if (item.userId === undefined)
    return { subject: project.id, reason: sealBlock(reason, projectKey, nameOf(review, item), project.id) };
  if (!wrappedKey) return undefined;
  const key = unwrapSubjectKey(wrappedKey, projectKey, item.userId);
  return { subject: item.userId, reason: sealBlock(reason, key, nameOf(review, item), item.userId) };
}

function open(review: string, { id, sealed }: StoredItem, keys: ReadonlyMap<string, KeyObject>): string | undefined {
  const key = sealed && keys.get(sealed.subject);
  if (!key) return undefined;
  try {
    return openBlock(sealed.reason, key, nameOf(review, { id }), sealed.subject);
  } catch {
    return undefined;
  }
}

/** By item id; no entry where there is none, or its key was destroyed. */
export async function openReasons(
  project: Project,
  review: string,
  items: readonly StoredItem[],
): Promise<ReadonlyMap<string, string>> {
  const blocks = items.map(({ sealed }) => ({ blocks: sealed ? { [sealed.subject]: sealed.reason } : {} }));
  const keys = await subjectKeysFor(project, blocks);
  return new Map(
    items.flatMap((item) => {
      const reason = open(review, item, keys);
      return reason === undefined ? [] : [[item.id, reason] as const];
    }),
  );
}
