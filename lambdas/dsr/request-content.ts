/**
 * Who asked, what they wrote, and what they were told: personal data, sealed under the person's own key, so that an erasure
 * takes it and leaves that there was a request. Under the project's key as long as nobody knows who asks.
 */
import type { KeyObject } from 'node:crypto';
import { openBlock, sealBlock } from '../audit/block.ts';
import { canonical } from '../audit/leaf.ts';
import { unwrapSubjectKey } from '../audit/subject-key.ts';
import type { Project } from '../project/project.ts';
import { getDataKey } from '../project/project-store.ts';
import { getSubjectKey } from '../user/subject-key-store.ts';
import type { RequestContent, SubjectRequest } from './request.ts';

/** @param wrappedKey of the person's part of the log. */
interface Whose {
  readonly id: string;
  readonly wrappedKey: Uint8Array;
}

async function keyOf(project: Project, whose: Whose | undefined): Promise<{ id: string; key: KeyObject }> {
  const projectKey = await getDataKey(project);
  if (!whose) return { id: project.id, key: projectKey };
  return { id: whose.id, key: unwrapSubjectKey(whose.wrappedKey, projectKey, whose.id) };
}

/** @param whose absent: nobody knows yet. */
export async function sealContent(
  project: Project,
  whose: Whose | undefined,
  requestId: string,
  content: RequestContent,
): Promise<Pick<SubjectRequest, 'sealed' | 'sealedFor'>> {
  const { id, key } = await keyOf(project, whose);
  return { sealed: sealBlock(canonical({ ...content }), key, requestId, id), sealedFor: id };
}

/** `undefined` once the person was erased. */
export async function openContent(
  project: Project,
  { id, sealed, sealedFor }: Pick<SubjectRequest, 'id' | 'sealed' | 'sealedFor'>,
): Promise<RequestContent | undefined> {
  const wrappedKey = sealedFor === project.id ? undefined : await getSubjectKey(sealedFor);
  if (sealedFor !== project.id && !wrappedKey) return undefined;
  const { id: whose, key } = await keyOf(project, wrappedKey && { id: sealedFor, wrappedKey });
  return JSON.parse(openBlock(sealed, key, id, whose)) as RequestContent;
}
