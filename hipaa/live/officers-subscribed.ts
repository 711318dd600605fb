/** §164.308(a)(2) and (a)(6)(ii): who answers for security hears of incidents: they have confirmed that they do. */
import { ListSubscriptionsByTopicCommand } from '@aws-sdk/client-sns';
import { each } from '../check.ts';
import { liveCheck, output } from '../deployment/live.ts';

export interface SubscriberFacts {
  readonly wanted: readonly string[];
  readonly subscribed: readonly { readonly address: string; readonly confirmed: boolean }[];
}

export const officersSubscribed = liveCheck({
  says: 'the privacy officer and every alarm contact are subscribed to the incident topic, and have confirmed it',
  read: async (live): Promise<SubscriberFacts> => {
    const { privacyOfficer, alarmContacts } = live.tenant;
    const TopicArn = output(live, 'IncidentTopic');
    const subscribed: { address: string; confirmed: boolean }[] = [];
    let NextToken: string | undefined;
    do {
      const page = await live.clients.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn, NextToken }));
      for (const { Endpoint = '', SubscriptionArn = '' } of page.Subscriptions ?? [])
        subscribed.push({ address: Endpoint, confirmed: SubscriptionArn.startsWith('arn:') });
      NextToken = page.NextToken;
    } while (NextToken);
    return { wanted: [...new Set([privacyOfficer, ...alarmContacts])], subscribed };
  },
  judge: ({ wanted, subscribed }) =>
    each(wanted, (address) => {
      const found = subscribed.find((one) => one.address === address);
      return [!found && 'a contact is not subscribed', found?.confirmed === false && 'a contact has not confirmed'];
    }),
});
