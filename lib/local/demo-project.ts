// What the demo's backend keeps between runs, as a customer's backend would: its project, its secret key, its practices.
import * as z from 'zod/mini';
import { readJson, writeJson } from './json-file.ts';

const DemoProject = z.object({
  /** The origin that its passkeys belong to. */
  api_url: z.string(),
  project_id: z.string(),
  secret: z.string(),
  organizations: z.array(z.object({ id: z.string(), name: z.string(), slug: z.string() })),
  users: z.array(z.object({ id: z.string(), email: z.string() })),
});
export type DemoProject = z.infer<typeof DemoProject>;

/** Undefined until the local cloud has been seeded for this address. */
export function readDemoProject(file: string, apiUrl: string): DemoProject | undefined {
  const project = DemoProject.safeParse(readJson(file)).data;
  return project?.api_url === apiUrl ? project : undefined;
}

export const writeDemoProject = (file: string, project: DemoProject): void => writeJson(file, project);
