/**
 * What Hale says to people, as data: plain text, for which the HTML is made. A text message has no subject. No name of a
 * person, no health data and nothing but the one secret that it is sent for.
 */
export const TEMPLATES = {
  email_code: {
    subject: '{{app}}: your sign-in code',
    text: 'Your code for {{app}} is {{code}}.\n\nIt works once and for {{minutes}} minutes. Nobody from {{app}} will ask you for it. If you did not ask for a code, ignore this message.',
  },
  sms_code: { text: '{{app}}: your code is {{code}}. It works for {{minutes}} minutes. Do not tell it to anyone.' },
  magic_link: {
    subject: '{{app}}: your sign-in link',
    text: 'Open this link to sign in to {{app}}:\n\n{{link}}\n\nIt works once, for {{minutes}} minutes, in the browser that you asked from. If you did not ask for it, ignore this message.',
  },
  password_reset: {
    subject: '{{app}}: set a new password',
    text: 'Open this link to set a new password for {{app}}:\n\n{{link}}\n\nIt works once and for {{minutes}} minutes. If you did not ask for it, ignore this message: your password stays as it is.',
  },
  password_reset_code: {
    subject: '{{app}}: set a new password',
    text: 'Your code to set a new password for {{app}} is {{code}}.\n\nIt works once and for {{minutes}} minutes. If you did not ask for it, ignore this message: your password stays as it is.',
  },
  recovery_proof: {
    subject: '{{app}}: did you ask to recover your account?',
    text: 'Somebody asked to recover your account at {{app}}. If it was you, show it with this, once and within {{minutes}} minutes:\n\n{{proof}}\n\nIf it was not you, ignore this message: without it nothing happens.',
  },
  recovery_requested: {
    subject: '{{app}}: your account is to be recovered',
    text: 'At {{when}}, somebody who reads this mailbox asked to recover your account at {{app}}. An administrator decides about it next.\n\nIf this was not you, stop it with this:\n\n{{stop}}\n\nor sign in and stop it there, or tell your administrator now.',
  },
  recovery_approved: {
    subject: '{{app}}: your account can be recovered',
    text: 'The recovery of your account at {{app}} was approved. From {{when}} on you can finish it with this, once:\n\n{{finish}}\n\nIf you did not ask for it, stop it with this, or tell your administrator now:\n\n{{stop}}',
  },
  recovery_completed: {
    subject: '{{app}}: your account was recovered',
    text: 'Your account at {{app}} was recovered at {{when}}. You were signed out everywhere.\n\nIf this was not you, tell your administrator now.',
  },
  security_notice: {
    subject: '{{app}}: your account was changed',
    text: 'At {{when}}, this was changed in your account at {{app}}: {{what}}.\n\nIf this was not you, tell your administrator now.',
  },
  impersonation_notice: {
    subject: '{{app}}: somebody acts in your account',
    text: 'At {{when}}, an administrator of {{app}} began to act in your account, to help with a request. It ends by itself within {{minutes}} minutes.\n\nIf you know of no request, tell your administrator now.',
  },
  incident_test: {
    subject: '{{app}}: test of the incident channel',
    text: 'This is a test: nothing has happened. Incidents of {{app}} would be told to this address.\n\nTo show that it arrived, have this confirmed within a week:\n\n{{code}}',
  },
  subprocessor_notice: {
    subject: '{{app}}: a change of sub-processors',
    text: '{{name}} {{change}} handle protected health information on behalf of {{app}}, from {{day}} on.\n\nYou are told because your agreement asks for it.',
  },
  compliance_notice: {
    subject: '{{app}}: a notice on compliance',
    text: 'At {{when}}: {{what}}.\n\nYou are told because this address was given for what concerns the whole of {{app}}.',
  },
  sms_notice: { text: '{{app}}: {{what}}. If this was not you, tell your administrator now.' },
} as const satisfies Record<string, Template>;

interface Template {
  readonly subject?: string;
  readonly text: string;
}

export type TemplateName = keyof typeof TEMPLATES;

/** What anybody may ask for with nothing but an address. */
export const ASKED_FOR: readonly TemplateName[] = [
  'email_code',
  'sms_code',
  'magic_link',
  'password_reset',
  'password_reset_code',
  'recovery_proof',
];

type Placeholders<T extends string> = T extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;
type Text<T extends TemplateName> =
  | (typeof TEMPLATES)[T]['text']
  | ((typeof TEMPLATES)[T] extends { readonly subject: infer S } ? S : never);

/** What a template is filled with. The name of the application is known without it being said. */
export type Values<T extends TemplateName> = Readonly<
  Record<Exclude<Placeholders<Extract<Text<T>, string>>, 'app'>, string>
>;

const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? '');

/** A line that is an address and nothing else becomes a link; no picture, no style, nothing that is loaded. */
const paragraph = (text: string): string =>
  /^https?:\/\/\S+$/.test(text)
    ? `<p><a href="${escapeHtml(text)}">${escapeHtml(text)}</a></p>`
    : `<p>${escapeHtml(text)}</p>`;

export interface Rendered {
  readonly subject: string | undefined;
  readonly text: string;
  readonly html: string;
}

/** Values may not start a new line: a subject must stay one, and a value must not look like a paragraph of ours. */
const oneLine = (value: string): string => value.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');

export function render(name: TemplateName, values: Readonly<Record<string, string>>): Rendered {
  const template: Template = TEMPLATES[name];
  const safe = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, oneLine(value)]));
  const text = fill(template.text, safe);
  return {
    subject: template.subject && fill(template.subject, safe),
    text,
    html: `<!doctype html><html lang="en"><body>${text.split('\n\n').map(paragraph).join('')}</body></html>`,
  };
}
