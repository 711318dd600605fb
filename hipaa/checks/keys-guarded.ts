/** §164.312(a)(2)(iv): keys stay in KMS, are used by the tenant's own roles, and are not lost with a stack. */
import { each } from '../check.ts';
import { find, labelOf, list, statementsOf, type TemplateCheck, tenantOf } from '../template/templates.ts';

const SIGNING = ['ECC_NIST_EDWARDS25519', 'ML_DSA_44'];
const USES = /^kms:(Sign|GenerateMac|Decrypt|Encrypt|GenerateDataKey|ReEncrypt)/;

export const keysGuarded: TemplateCheck = {
  says: 'keys are used by roles of their own tenant, or by a named service; symmetric keys rotate; none goes with its stack',
  look: (templates) =>
    each(find(templates, 'AWS::KMS::Key'), (key) => {
      const { KeySpec, KeyUsage, EnableKeyRotation, KeyPolicy } = key.Properties;
      const tenant = JSON.stringify({ 'aws:PrincipalTag/hale:tenant': tenantOf(templates, key).name }).slice(1, -1);
      const open = statementsOf(KeyPolicy).filter(({ Action, Principal, Condition }) => {
        const conditions = JSON.stringify(Condition ?? {});
        const account = JSON.stringify(Principal ?? '').includes(':root') || JSON.stringify(Principal) === '"*"';
        const uses = list(Action).some((action) => USES.test(action) || action.includes('*'));
        return account && uses && !conditions.includes(tenant) && !conditions.includes('kms:ViaService');
      });
      return [
        ...open.map(({ Action }) => `${labelOf(key)} lets the whole account do ${list(Action).join(', ')}`),
        KeySpec === undefined && EnableKeyRotation !== true && `${labelOf(key)} is never rotated`,
        KeyUsage === 'SIGN_VERIFY' &&
          !SIGNING.includes(String(KeySpec)) &&
          `${labelOf(key)} signs by ${String(KeySpec)}`,
        key.DeletionPolicy !== 'Retain' && `${labelOf(key)} goes with its stack`,
      ];
    }),
};
