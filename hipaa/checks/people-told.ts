/** §164.308(a)(6)(ii): an alarm reaches the privacy officer and whoever else the tenant names. */
import { all, each } from '../check.ts';
import { find, labelOf, list, type TemplateCheck } from '../template/templates.ts';

export const peopleTold: TemplateCheck = {
  says: 'every alarm goes to the incident topic, to which the privacy officer and every alarm contact are subscribed',
  look: (templates) => {
    const subscribed = find(templates, 'AWS::SNS::Subscription');
    const topics = new Set(subscribed.map(({ Properties }) => String(Properties.TopicArn)));
    return all(
      each(find(templates, 'AWS::CloudWatch::Alarm'), (alarm) => {
        const told = list(alarm.Properties.AlarmActions as string[] | undefined).some((action) => topics.has(action));
        return [!told && `${labelOf(alarm)} reaches nobody`];
      }),
      each(templates.tenants, ({ name, privacyOfficer, alarmContacts }) =>
        [privacyOfficer, ...alarmContacts].map((address) => {
          const told = subscribed.some(
            ({ stack, Properties }) => stack.startsWith(`${name}-`) && Properties.Endpoint === address,
          );
          return !told && `a contact of ${name} is not subscribed to its incidents`;
        }),
      ),
    );
  },
};
