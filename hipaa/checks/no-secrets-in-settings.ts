/** §164.308(a)(5)(ii)(D): no secret lies in the settings of a function, where anybody who reads them would see it. */
import { ACCESS, SETTINGS } from '../../lambdas/shared/access.ts';
import { each } from '../check.ts';
import { find, labelOf, type TemplateCheck } from '../template/templates.ts';

const KNOWN: ReadonlySet<string> = new Set([...SETTINGS, ...Object.values(ACCESS)]);
/** Keys of AWS and of ours, private keys, and whatever is called a password. */
const SECRET = /\b(AKIA|ASIA)[A-Z0-9]{16}\b|\bsk_(live|test)_|-----BEGIN|password\s*[=:]/i;

export const noSecretsInSettings: TemplateCheck = {
  says: 'functions are told names of tables, buckets, keys and settings that are declared, and no secret',
  look: (templates) =>
    each(find(templates, 'AWS::Lambda::Function'), (one) => {
      const { Variables = {} } = (one.Properties.Environment ?? {}) as { Variables?: Record<string, string> };
      return Object.entries(Variables).flatMap(([name, value]) => [
        !KNOWN.has(name) && `${labelOf(one)} has a variable ${name} that nothing declares`,
        SECRET.test(value) && `${labelOf(one)} has a secret in ${name}`,
      ]);
    }),
};
