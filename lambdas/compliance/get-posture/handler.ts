/** GET /v1/compliance/posture */
import { readProject } from '../../project/project-store.ts';
import { variable } from '../../shared/environment.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { signStatement } from '../../statement/sign-statement.ts';
import { documentHash } from '../../statement/statement.ts';
import { collectPosture } from '../collect-posture.ts';
import { isInPolicy, judgePosture } from '../posture.ts';
import { getPostureContract } from './contract.ts';

export const handler = http(getPostureContract, async (call) => {
  const { now, commit } = call;
  const project = await readProject(call.project.id);
  if (!project) return err('not_found');
  const checks = judgePosture(await collectPosture(project, now), now);
  const document = {
    v: 1 as const,
    issuer: variable('ISSUER'),
    project_id: project.id,
    as_of: now.toISOString(),
    in_policy: isInPolicy(checks),
    checks: checks.map(({ id, result, expected, found, citation }) => ({ id, result, expected, found, citation })),
  };
  const statement = await signStatement('posture', document, now);
  const having = (wanted: string) => checks.filter(({ result }) => result === wanted).map(({ id }) => id);
  const committed = await commit<never>([], {
    type: 'compliance.posture_stated',
    target: { type: 'project', id: project.id },
    detail: {
      in_policy: document.in_policy,
      failed: having('fail'),
      unknown: having('unknown'),
      document_hash: documentHash(document),
    },
  });
  return committed.ok ? ok({ status: 200, body: { document, statement } }) : committed;
});
