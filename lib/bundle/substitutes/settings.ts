/** Stands in for WebAuthn's settings: no maker's certificate is trusted, and no post-quantum algorithm is accepted. */
export const SettingsService = {
  getRootCertificates: (): string[] => [],
  runtimeSupportsPQC: async () => false,
};
