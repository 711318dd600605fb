/** What the stores of a deployment hold, in words: the template tells how each is kept, and not what for. */

export interface Described {
  readonly holds: string;
  /** Whether somebody could be told from what lies in it, and how that is guarded beside the encryption at rest. */
  readonly personal: string;
}

/** By the name that the construct has in the template. One that is not here stops the inventory. */
const DESCRIBED: Readonly<Record<string, Described>> = {
  Identity: {
    holds: 'projects, organizations, users, passkeys, factors, sessions, requests, breaches, agreements, reviews',
    personal: 'yes: addresses and names of users',
  },
  Ephemeral: {
    holds: 'challenges, links, counters, messages that wait to be sent',
    personal: 'for minutes to days: sealed where it is an address',
  },
  Audit: { holds: 'events', personal: 'sealed for each person under a key of their own' },
  Lanes: { holds: 'which lanes the logs have', personal: 'no' },
  Control: { holds: 'how far archive, streams and clean-up are', personal: 'no' },
  Search: { holds: 'which event is where', personal: 'ids, and hashes under a key' },
  Archive: { holds: 'every event, checkpoints, tiles, evidence', personal: 'sealed for each person' },
  Live: { holds: 'staging of the archive, the live tree, exports for a day', personal: 'exports: yes' },
  AccessLogs: { holds: 'who asked S3 for what', personal: 'roles of the account' },
  DataKey: { holds: 'the key of tables, queues, topics, logs and project keys', personal: 'no' },
  HmacKey: { holds: 'the key from which challenges and keyed hashes are derived', personal: 'no' },
  StatementKey: { holds: 'the key under statements to people outside', personal: 'no' },
  Incidents: { holds: 'what the privacy officer is told', personal: 'ids alone' },
};

/** Keys that there may be several of, and queues of batches that were given up, by what their names have in common. */
const FAMILIES: readonly (readonly [pattern: RegExp, described: Described])[] = [
  [/^(PostQuantum)?LogKey\d*$/, { holds: 'a key that signs the audit log', personal: 'no' }],
  [/^\w*TokenKey\w*$/, { holds: 'a key that signs session tokens', personal: 'no' }],
  [/Failures$/, { holds: 'which batch of a stream was given up: shard and sequence numbers', personal: 'no' }],
];

export function describe(name: string): Described {
  const found = DESCRIBED[name] ?? FAMILIES.find(([pattern]) => pattern.test(name))?.[1];
  if (!found) throw new Error(`hipaa/inventory/described.ts does not say what ${name} holds`);
  return found;
}
