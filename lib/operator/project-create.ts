/** `hale project create`: makes a project and its first secret key, by the function that only an operator may invoke. */
import { type CreateProjectAnswer, createProjectRequest } from '../../lambdas/project/create-project/request.ts';
import { agreementFrom } from './agreement-terms.ts';
import { CommandError } from './command-error.ts';
import { type ClientSettings, invokeFunction } from './invoke-function.ts';
import { stackOutput } from './stack-outputs.ts';

export interface ProjectCreateOptions {
  readonly name: string;
  readonly environment: string;
  /** WebAuthn relying party id: a domain, or `localhost`. */
  readonly rpId: string;
  /** What a passkey prompt calls the site. Default: the project's name. */
  readonly rpName?: string;
  /** Web origins at which passkeys are accepted. */
  readonly origin: readonly string[];
  readonly signUp: string;
  readonly preset?: string;
  readonly passwords?: string;
  /** Passwords are wanted though the preset advises against them. */
  readonly passwordsUnderHipaa?: boolean;
  /** Loosening takes two people; always so in a live project. */
  readonly twoPerson?: boolean;
  /** Calling codes that text messages may go to. */
  readonly smsCountry?: readonly string[];
  readonly noticeEmail?: string;
  /** The signed agreement under which the preset is turned on. */
  readonly baaDocument?: string;
  readonly baaCounterparty?: string;
  readonly baaSigned?: string;
  readonly baaEffective?: string;
  readonly baaExpires?: string;
  readonly tenant?: string;
  /** Name or ARN of the function. Default: the output of the tenant's stack. */
  readonly function?: string;
}

/** Members of the request by the option that gives them, for messages. */
const OPTIONS: Readonly<Record<string, string>> = {
  name: '--name',
  environment: '--environment',
  relying_party_id: '--rp-id',
  relying_party_name: '--rp-name',
  origins: '--origin',
  sign_up: '--sign-up',
  agreement: '--baa-document',
  'agreement.counterparty': '--baa-counterparty',
  'agreement.signed_on': '--baa-signed',
  'agreement.effective_on': '--baa-effective',
  'agreement.expires_on': '--baa-expires',
  'settings.preset': '--preset',
  'settings.passwords': '--passwords',
  'settings.sms_countries': '--sms-country',
  'settings.notice_email': '--notice-email',
};

const optionOf = (path: readonly PropertyKey[]): string =>
  OPTIONS[path.slice(0, 2).join('.')] ?? OPTIONS[String(path[0])] ?? path.join('.');

/** Whoever makes a project under the preset gives the agreement with it, and means that one. */
const agreementOf = (options: ProjectCreateOptions) =>
  options.baaDocument === undefined
    ? undefined
    : agreementFrom({
        document: options.baaDocument,
        counterparty: options.baaCounterparty,
        signed: options.baaSigned,
        effective: options.baaEffective,
        expires: options.baaExpires,
        permitsPreset: true,
      });

/** Returns the secret key, which is stored nowhere: it can be had this once. */
export async function createProject(
  options: ProjectCreateOptions,
  settings: ClientSettings = {},
): Promise<CreateProjectAnswer> {
  const draft = {
    name: options.name,
    environment: options.environment,
    relying_party_id: options.rpId,
    relying_party_name: options.rpName ?? options.name,
    origins: options.origin,
    sign_up: options.signUp,
    settings: {
      preset: options.preset,
      passwords: options.passwords,
      passwords_under_hipaa: options.passwordsUnderHipaa,
      two_person: options.twoPerson,
      sms_countries: options.smsCountry,
      notice_email: options.noticeEmail,
    },
    agreement: agreementOf(options),
  };
  const { data: request, error } = createProjectRequest.safeParse({ ...draft, operator: 'not known yet' });
  if (!request) {
    const lines = error.issues.map(({ path, message }) => `${optionOf(path)}: ${message}`);
    throw new CommandError(lines.join('\n'), 2);
  }
  const name = options.function ?? (await stackOutput('CreateProjectFunction', options.tenant, '--function'));
  return invokeFunction<CreateProjectAnswer>(name, request, settings);
}

export async function projectCreate({ json, ...options }: ProjectCreateOptions & { json?: boolean }): Promise<number> {
  const project = await createProject(options);
  if (json) console.log(JSON.stringify(project));
  else {
    console.log(`project     ${project.project_id}`);
    console.log(`tenant      ${project.tenant_id}`);
    console.log(`key         ${project.key_id}`);
    console.log(`secret key  ${project.secret}`);
    console.error('Keep the secret key now: only its hash is stored, and it is never shown again.');
  }
  return 0;
}
