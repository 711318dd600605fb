// Puts the demo data into a local cloud that has none: a project by the operator's command, the rest by the public API.
import { createProject } from '../operator/project-create.ts';
import { clientSettings } from './client-settings.ts';
import { type Api, apiWithKey } from './demo-api.ts';
import type { DemoProject } from './demo-project.ts';
import type { AwsEnvironment } from './emulator.ts';

export interface SeedInput {
  /** `http://localhost:<port>`. */
  readonly apiUrl: string;
  /** Root of the emulated account; `clientSettings` makes SDK settings from it. */
  readonly awsEnvironment: AwsEnvironment;
  /** Outputs of all stacks, by key. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

const PRACTICES = [
  { name: 'Riverside Clinic', slug: 'riverside' },
  { name: 'Hillside Pediatrics', slug: 'hillside' },
];
/** Asks everybody for two factors; a passkey is two. */
const STRICT = 1;
const PEOPLE = [
  { email: 'dana.reyes@example.com', name: 'Dana Reyes', roles: ['admin', 'member'] },
  { email: 'sam.okafor@example.com', name: 'Sam Okafor', roles: ['member'] },
];

/** Runs once per state folder, and once more for another port, because a project accepts passkeys at its own origin alone. */
export async function seed({ apiUrl, awsEnvironment, outputs, log }: SeedInput): Promise<DemoProject> {
  log('Seeding a project, two organizations and two users');
  const { project_id, secret } = await createProject(
    {
      name: 'Hale demo',
      environment: 'test',
      rpId: 'localhost',
      origin: [apiUrl],
      signUp: 'open',
      passwords: 'on',
      function: outputs.CreateProjectFunction,
    },
    clientSettings(awsEnvironment),
  );
  const api = apiWithKey(apiUrl, secret);
  const organizations: DemoProject['organizations'] = [];
  for (const practice of PRACTICES) organizations.push(await create(api, '/v1/organizations', practice));
  await api('PUT', `/v1/organizations/${organizations[STRICT]?.id}/policy`, { require_mfa: true });
  const users: DemoProject['users'] = [];
  for (const { roles, ...person } of PEOPLE) {
    const user = await create<{ id: string; email: string }>(api, '/v1/users', person);
    users.push(user);
    for (const [index, role] of roles.entries()) {
      await create(api, `/v1/organizations/${organizations[index]?.id}/memberships`, { user_id: user.id, role });
    }
  }
  return { api_url: apiUrl, project_id, secret, organizations, users };
}

async function create<T>(api: Api, path: string, body: unknown): Promise<T> {
  const answer = await api('POST', path, body);
  if (answer.status !== 201) throw new Error(`POST ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body as T;
}
