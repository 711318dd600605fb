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
  const key = `-H 'Authorization: Bearer ${secret}'`;
  const json = "-H 'Content-Type: application/json'";
  const [organization] = organizations;
  return `
Demo page     ${api_url}/    register a passkey, sign in, see the audit log
API           ${api_url}/v1/…    described by ${api_url}/v1/openapi.json
AWS account   ${cloudUrl}    emulated; reach it with: npx hale --local …
Project       ${project_id}    with ${organizations.map(({ name, id }) => `${name} (${id})`).join(' and ')}
Secret key    ${secret}

Three commands to try:

  curl -s ${key} ${api_url}/v1/organizations

  curl -s ${key} ${json} ${api_url}/v1/users -d "{\\"email\\":\\"${NEW_USER}\\",\\"name\\":\\"Kim Ito\\"}"

  curl -s ${key} '${api_url}/v1/events?limit=3&organization_id=${organization?.id}'
`;
}
