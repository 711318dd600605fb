// What `npm start` says once everything runs: where things are, the secret key, and three commands to try.
import type { DemoProject } from './demo-project.ts';

export interface Welcome {
  readonly project: DemoProject;
  /** End point of the emulated account. */
  readonly cloudUrl: string;
}

/** A name that no earlier run of the command took. */
const NEW_USER = 'kim-$(date +%s)@example.com';

export function welcome({ project, cloudUrl }: Welcome): string {
  const { api_url, project_id, secret, organizations } = project;
  const [organization] = organizations;
  const names = organizations.map(({ name }) => name).join(' and ');
  const key = '-H "Authorization: Bearer $HALE_KEY"';
  const json = "-H 'Content-Type: application/json'";
  return `
  Demo page    ${api_url}/   (register a passkey, sign in, watch the audit log)
  API          ${api_url}/v1/   (described by ${api_url}/v1/openapi.json)
  AWS account  ${cloudUrl}   (emulated; npx hale --local … operates it)
  Outbox       npx hale outbox   (mail and text messages: none leaves this machine)
  Project      ${project_id}   (with ${names})
  Secret key   ${secret}

Try it in another terminal: the first line once, then any of the three commands.

export HALE_URL=${api_url} HALE_ORG=${organization?.id} HALE_KEY=${secret}

curl -sw '\\n' ${key} $HALE_URL/v1/organizations
curl -sw '\\n' ${key} ${json} $HALE_URL/v1/users -d "{\\"email\\":\\"${NEW_USER}\\",\\"name\\":\\"Kim Ito\\"}"
curl -sw '\\n' ${key} "$HALE_URL/v1/events?limit=3&organization_id=$HALE_ORG"
`;
}
