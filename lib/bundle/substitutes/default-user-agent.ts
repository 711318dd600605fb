/** Stands in for the description of the machine that the SDK's user agent is made of. See user-agent.ts. */
export const crtAvailability = { isCrtAvailable: false };
export const createDefaultUserAgentProvider = () => async () => [];
export const defaultUserAgent = createDefaultUserAgentProvider;
