/** Which telephone numbers text messages may go to (security.md, row 25), and which addresses are one destination. */

/**
 * Countries that share the calling code 1 with the United States and Canada, where a minute or a message may cost many
 * times as much, and the code of paid services. A project that wants one of them names it with its area code.
 */
const OTHERS_UNDER_1 = [
  ...['242', '246', '264', '268', '284', '345', '441', '473', '649', '658', '664', '721', '758', '767', '784', '809'],
  ...['829', '849', '868', '869', '876', '900'],
].map((area) => `1${area}`);

/** @param to E.164 @param allowed calling codes, such as `1`, `44` or `1876` */
export function isAllowedNumber(to: string, allowed: readonly string[]): boolean {
  const digits = to.slice(1);
  const other = OTHERS_UNDER_1.find((code) => digits.startsWith(code));
  return allowed
    .map((code) => code.replace('+', ''))
    .some((code) =>
      other === undefined ? digits.startsWith(code) : code.startsWith(other) && digits.startsWith(code),
    );
}
