/** §164.312(e)(1) and (2)(ii): what is on its way between services is encrypted, and what is not is refused. */
import { all, each } from '../check.ts';
import {
  find,
  labelOf,
  type Statement,
  statementsOf,
  type TemplateCheck,
  type Templates,
} from '../template/templates.ts';

const refusesPlain = ({ Effect, Condition }: Statement): boolean =>
  Effect === 'Deny' && String(Condition?.Bool?.['aws:SecureTransport']) === 'false';
const refusesOldTls = ({ Effect, Condition }: Statement): boolean =>
  Effect === 'Deny' && Number(Condition?.NumericLessThan?.['s3:TlsVersion']) >= 1.2;

/** Those of a type that no policy refuses plain text for. @param member of the policy that names whom it is on. */
function open(
  templates: Templates,
  type: string,
  member: string,
  holds: (statements: readonly Statement[]) => boolean,
) {
  const policies = find(templates, `${type}Policy`);
  return each(find(templates, type), (thing) => {
    const own = policies.filter(({ stack, Properties }) => {
      const named = JSON.stringify(Properties[member] ?? '').toLowerCase();
      return stack === thing.stack && named.includes(`${stack}-${thing.id}`.toLowerCase());
    });
    const shut = holds(own.flatMap(({ Properties }) => statementsOf(Properties.PolicyDocument)));
    return [!shut && `${labelOf(thing)} takes what is not encrypted on its way`];
  });
}

export const transportEncrypted: TemplateCheck = {
  says: 'every bucket refuses less than TLS 1.2, every queue and topic refuses what is not encrypted on its way',
  look: (templates) =>
    all(
      open(templates, 'AWS::S3::Bucket', 'Bucket', (all) => all.some(refusesPlain) && all.some(refusesOldTls)),
      open(templates, 'AWS::SQS::Queue', 'Queues', (all) => all.some(refusesPlain)),
      open(templates, 'AWS::SNS::Topic', 'Topics', (all) => all.some(refusesPlain)),
    ),
};
