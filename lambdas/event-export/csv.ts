/** Lines of a CSV file (RFC 4180) that a spreadsheet takes for text and nothing else. */

/** What a spreadsheet takes for the beginning of a formula, also behind white space; so it is text from then on (OWASP). */
const FORMULA = /^[\s\p{Cc}]*[=+\-@|%\t\r\n＝＋－＠]/u;

/** Always in quotes, so that a line feed, a comma or a quote inside ends nothing. */
function cell(value: unknown): string {
  const text = value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

export const csvLine = (values: readonly unknown[]): string => `${values.map(cell).join(',')}\r\n`;
