/** Items as reviewers see them: with the names of the people and the reasons that were given. */
import type { Project } from '../project/project.ts';
import { presentItem } from './access-review-schema.ts';
import { openReasons } from './reason.ts';
import type { StoredItem } from './review-item-store.ts';
import { getPeople } from './reviewed-people-store.ts';

type Shown = ReturnType<typeof presentItem>;

async function presenter(project: Project, review: string, items: readonly StoredItem[]) {
  const [people, reasons] = await Promise.all([
    getPeople(project.id, [...new Set(items.flatMap(({ userId }) => userId ?? []))]),
    openReasons(project, review, items),
  ]);
  return (item: StoredItem): Shown => presentItem(item, people.get(item.userId ?? ''), reasons.get(item.id));
}

export const presentItems = async (project: Project, review: string, items: readonly StoredItem[]): Promise<Shown[]> =>
  items.map(await presenter(project, review, items));

export const presentOne = async (project: Project, review: string, item: StoredItem): Promise<Shown> =>
  (await presenter(project, review, [item]))(item);
