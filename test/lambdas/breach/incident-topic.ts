/** The incident topic as a test holds it: what it was told, and what happens when it is told. Mock `sns.ts` with it. */
export const topic = {
  told: [] as { subject: string; details: Record<string, unknown> }[],
  onTell: async (): Promise<void> => undefined,
};

export async function publishIncident(subject: string, details: Record<string, unknown>): Promise<void> {
  await topic.onTell();
  topic.told.push({ subject, details });
}
