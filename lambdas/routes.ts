/**
 * The whole HTTP surface, one line an endpoint: 'METHOD /path' → folder and contract.
 * API Gateway, bundles, IAM grants, environment variables, the OpenAPI document and the tests are made from this table.
 */

import { appendEventsContract } from './access-event/append-events/contract.ts';
import { carryOutRevocationContract } from './access-review/carry-out-revocation/contract.ts';
import { closeReviewContract } from './access-review/close-review/contract.ts';
import { decideItemContract } from './access-review/decide-item/contract.ts';
import { exportReviewContract } from './access-review/export-review/contract.ts';
import { getReviewContract } from './access-review/get-review/contract.ts';
import { getReviewOutcomeContract } from './access-review/get-review-outcome/contract.ts';
import { listReviewItemsContract } from './access-review/list-review-items/contract.ts';
import { listReviewsContract } from './access-review/list-reviews/contract.ts';
import { openReviewContract } from './access-review/open-review/contract.ts';
import { addAllowedOriginContract } from './allowed-origin/add-allowed-origin/contract.ts';
import { listAllowedOriginsContract } from './allowed-origin/list-allowed-origins/contract.ts';
import { removeAllowedOriginContract } from './allowed-origin/remove-allowed-origin/contract.ts';
import { createApiKeyContract } from './api-key/create-api-key/contract.ts';
import { revokeApiKeyContract } from './api-key/revoke-api-key/contract.ts';
import { approveContract } from './approval/approve/contract.ts';
import { denyContract } from './approval/deny/contract.ts';
import { getApprovalContract } from './approval/get-approval/contract.ts';
import { listApprovalsContract } from './approval/list-approvals/contract.ts';
import { listEventsContract } from './audit/list-events/contract.ts';
import { createAuditStreamContract } from './audit-stream/create-audit-stream/contract.ts';
import { deleteAuditStreamContract } from './audit-stream/delete-audit-stream/contract.ts';
import { getAuditStreamContract } from './audit-stream/get-audit-stream/contract.ts';
import { getStreamHealthContract } from './audit-stream/get-stream-health/contract.ts';
import { listAuditStreamsContract } from './audit-stream/list-audit-streams/contract.ts';
import { pauseAuditStreamContract } from './audit-stream/pause-audit-stream/contract.ts';
import { replayAuditStreamContract } from './audit-stream/replay-audit-stream/contract.ts';
import { resumeAuditStreamContract } from './audit-stream/resume-audit-stream/contract.ts';
import { testAuditStreamContract } from './audit-stream/test-audit-stream/contract.ts';
import { updateAuditStreamContract } from './audit-stream/update-audit-stream/contract.ts';
import { closeBreachContract } from './breach/close-breach/contract.ts';
import { containBreachContract } from './breach/contain-breach/contract.ts';
import { createNoticeContract } from './breach/create-notice/contract.ts';
import { getAssessmentContract } from './breach/get-assessment/contract.ts';
import { getBreachContract } from './breach/get-breach/contract.ts';
import { getEvidenceContract } from './breach/get-evidence/contract.ts';
import { getScopeContract } from './breach/get-scope/contract.ts';
import { listBreachesContract } from './breach/list-breaches/contract.ts';
import { listIndividualsContract } from './breach/list-individuals/contract.ts';
import { listNoticesContract } from './breach/list-notices/contract.ts';
import { openBreachContract } from './breach/open-breach/contract.ts';
import { putAssessmentContract } from './breach/put-assessment/contract.ts';
import { putStatesContract } from './breach/put-states/contract.ts';
import { recordNoticeContract } from './breach/record-notice/contract.ts';
import { reopenBreachContract } from './breach/reopen-breach/contract.ts';
import { startScopeContract } from './breach/start-scope/contract.ts';
import { beginBreakGlassContract } from './break-glass/begin-break-glass/contract.ts';
import { closeBreakGlassContract } from './break-glass/close-break-glass/contract.ts';
import { getBreakGlassContract } from './break-glass/get-break-glass/contract.ts';
import { getReadinessContract } from './break-glass/get-readiness/contract.ts';
import { listBreakGlassContract } from './break-glass/list-break-glass/contract.ts';
import { listDrillsContract } from './break-glass/list-drills/contract.ts';
import { openBreakGlassContract } from './break-glass/open-break-glass/contract.ts';
import { reviewBreakGlassContract } from './break-glass/review-break-glass/contract.ts';
import { confirmNotificationContract } from './compliance/confirm-notification/contract.ts';
import { endAgreementContract } from './compliance/end-agreement/contract.ts';
import { getAgreementContract } from './compliance/get-agreement/contract.ts';
import { getControlsContract } from './compliance/get-controls/contract.ts';
import { getDriftContract } from './compliance/get-drift/contract.ts';
import { getPostureContract } from './compliance/get-posture/contract.ts';
import { getPrivacyOfficerContract } from './compliance/get-privacy-officer/contract.ts';
import { listAgreementsContract } from './compliance/list-agreements/contract.ts';
import { listSubprocessorsContract } from './compliance/list-subprocessors/contract.ts';
import { namePrivacyOfficerContract } from './compliance/name-privacy-officer/contract.ts';
import { recordAgreementContract } from './compliance/record-agreement/contract.ts';
import { setPresetContract } from './compliance/set-preset/contract.ts';
import { testNotificationContract } from './compliance/test-notification/contract.ts';
import { amendUserContract } from './dsr/amend-user/contract.ts';
import { createRequestContract } from './dsr/create-request/contract.ts';
import { createUserExportLinkContract } from './dsr/create-user-export-link/contract.ts';
import { eraseUserContract } from './dsr/erase-user/contract.ts';
import { exportUserContract } from './dsr/export-user/contract.ts';
import { getAccountingContract } from './dsr/get-accounting/contract.ts';
import { getDisclosureActionsContract } from './dsr/get-disclosure-actions/contract.ts';
import { getRequestContract } from './dsr/get-request/contract.ts';
import { getUserExportContract } from './dsr/get-user-export/contract.ts';
import { listRequestsContract } from './dsr/list-requests/contract.ts';
import { moveRequestContract } from './dsr/move-request/contract.ts';
import { recordDisagreementContract } from './dsr/record-disagreement/contract.ts';
import { setDisclosureActionsContract } from './dsr/set-disclosure-actions/contract.ts';
import { createExportContract } from './event-export/create-export/contract.ts';
import { createExportLinkContract } from './event-export/create-export-link/contract.ts';
import { downloadExportContract } from './event-export/download-export/contract.ts';
import { getExportContract } from './event-export/get-export/contract.ts';
import { getHoldContract } from './hold/get-hold/contract.ts';
import { listHoldsContract } from './hold/list-holds/contract.ts';
import { placeHoldContract } from './hold/place-hold/contract.ts';
import { releaseHoldContract } from './hold/release-hold/contract.ts';
import { createImpersonationContract } from './impersonation/create-impersonation/contract.ts';
import { endImpersonationContract } from './impersonation/end-impersonation/contract.ts';
import { giveConsentContract } from './impersonation/give-consent/contract.ts';
import { listImpersonationsContract } from './impersonation/list-impersonations/contract.ts';
import { renewTokenContract } from './impersonation/renew-token/contract.ts';
import { withdrawConsentContract } from './impersonation/withdraw-consent/contract.ts';
import { getCheckpointContract } from './log/get-checkpoint/contract.ts';
import { getProofContract } from './log/get-proof/contract.ts';
import { createM2mClientContract } from './m2m-client/create-m2m-client/contract.ts';
import { listM2mClientsContract } from './m2m-client/list-m2m-clients/contract.ts';
import { revokeM2mClientContract } from './m2m-client/revoke-m2m-client/contract.ts';
import { openMagicLinkContract } from './magic-link/open-magic-link/contract.ts';
import { sendMagicLinkContract } from './magic-link/send-magic-link/contract.ts';
import { getAccessLogContract } from './me/get-access-log/contract.ts';
import { getMeContract } from './me/get-me/contract.ts';
import { listFactorsContract } from './me/list-factors/contract.ts';
import { listMyOrganizationsContract } from './me/list-my-organizations/contract.ts';
import { listMySessionsContract } from './me/list-my-sessions/contract.ts';
import { revokeMySessionContract } from './me/revoke-my-session/contract.ts';
import { revokeMySessionsContract } from './me/revoke-my-sessions/contract.ts';
import { updateMeContract } from './me/update-me/contract.ts';
import { createMembershipContract } from './membership/create-membership/contract.ts';
import { deleteMembershipContract } from './membership/delete-membership/contract.ts';
import { listMembershipsContract } from './membership/list-memberships/contract.ts';
import { updateMembershipContract } from './membership/update-membership/contract.ts';
import { answerPreflightContract } from './meta/answer-preflight/contract.ts';
import { getHealthContract } from './meta/get-health/contract.ts';
import { getOpenapiContract } from './meta/get-openapi/contract.ts';
import { beginStepUpContract } from './mfa/begin-step-up/contract.ts';
import { finishStepUpContract } from './mfa/finish-step-up/contract.ts';
import { authorizeContract } from './oauth/authorize/contract.ts';
import { endSessionContract } from './oauth/end-session/contract.ts';
import { exchangeTokenContract } from './oauth/exchange-token/contract.ts';
import { getMetadataContract } from './oauth/get-metadata/contract.ts';
import { getUserinfoContract } from './oauth/get-userinfo/contract.ts';
import { createOperatorContract } from './operator/create-operator/contract.ts';
import { deleteOperatorContract } from './operator/delete-operator/contract.ts';
import { getMyOperatorContract } from './operator/get-my-operator/contract.ts';
import { listOperatorsContract } from './operator/list-operators/contract.ts';
import { updateOperatorContract } from './operator/update-operator/contract.ts';
import { createOrganizationContract } from './organization/create-organization/contract.ts';
import { deleteOrganizationContract } from './organization/delete-organization/contract.ts';
import { getOrganizationContract } from './organization/get-organization/contract.ts';
import { getPolicyContract } from './organization/get-policy/contract.ts';
import { listOrganizationsContract } from './organization/list-organizations/contract.ts';
import { updateOrganizationContract } from './organization/update-organization/contract.ts';
import { updatePolicyContract } from './organization/update-policy/contract.ts';
import { beginEmailProofContract } from './otp/begin-email-proof/contract.ts';
import { confirmEmailContract } from './otp/confirm-email/contract.ts';
import { confirmPhoneContract } from './otp/confirm-phone/contract.ts';
import { enrolPhoneContract } from './otp/enrol-phone/contract.ts';
import { removePhoneContract } from './otp/remove-phone/contract.ts';
import { sendOtpContract } from './otp/send-otp/contract.ts';
import { verifyOtpContract } from './otp/verify-otp/contract.ts';
import { beginRegistrationContract } from './passkey/begin-registration/contract.ts';
import { beginSignInContract } from './passkey/begin-sign-in/contract.ts';
import { finishRegistrationContract } from './passkey/finish-registration/contract.ts';
import { finishSignInContract } from './passkey/finish-sign-in/contract.ts';
import { listPasskeysContract } from './passkey/list-passkeys/contract.ts';
import { removePasskeyContract } from './passkey/remove-passkey/contract.ts';
import { renamePasskeyContract } from './passkey/rename-passkey/contract.ts';
import { changePasswordContract } from './password/change-password/contract.ts';
import { confirmResetContract } from './password/confirm-reset/contract.ts';
import { removePasswordContract } from './password/remove-password/contract.ts';
import { requestResetContract } from './password/request-reset/contract.ts';
import { signInContract } from './password/sign-in/contract.ts';
import { getProjectContract } from './project/get-project/contract.ts';
import { getSignInOptionsContract } from './project/get-sign-in-options/contract.ts';
import { updateProjectContract } from './project/update-project/contract.ts';
import { approveRecoveryContract } from './recovery/approve-recovery/contract.ts';
import { beginCompletionContract } from './recovery/begin-completion/contract.ts';
import { cancelRecoveryContract } from './recovery/cancel-recovery/contract.ts';
import { denyRecoveryContract } from './recovery/deny-recovery/contract.ts';
import { finishCompletionContract } from './recovery/finish-completion/contract.ts';
import { getMyRecoveryContract } from './recovery/get-my-recovery/contract.ts';
import { getRecoveryContract } from './recovery/get-recovery/contract.ts';
import { listRecoveriesContract } from './recovery/list-recoveries/contract.ts';
import { proveRecoveryContract } from './recovery/prove-recovery/contract.ts';
import { requestRecoveryContract } from './recovery/request-recovery/contract.ts';
import { createRecoveryCodesContract } from './recovery-code/create-recovery-codes/contract.ts';
import { addRedirectUriContract } from './redirect-uri/add-redirect-uri/contract.ts';
import { listRedirectUrisContract } from './redirect-uri/list-redirect-uris/contract.ts';
import { removeRedirectUriContract } from './redirect-uri/remove-redirect-uri/contract.ts';
import { getRiskPolicyContract } from './risk/get-risk-policy/contract.ts';
import { listDecisionsContract } from './risk/list-decisions/contract.ts';
import { updateRiskPolicyContract } from './risk/update-risk-policy/contract.ts';
import { listUserSessionsContract } from './session/list-user-sessions/contract.ts';
import { refreshSessionContract } from './session/refresh-session/contract.ts';
import { revokeSessionContract } from './session/revoke-session/contract.ts';
import { revokeUserSessionsContract } from './session/revoke-user-sessions/contract.ts';
import { selectOrganizationContract } from './session/select-organization/contract.ts';
import { verifySessionContract } from './session/verify-session/contract.ts';
import type { Contract } from './shared/contract.ts';
import { getSigningKeysContract } from './signing-key/get-signing-keys/contract.ts';
import { rotateSigningKeysContract } from './signing-key/rotate-signing-keys/contract.ts';
import { listStatementKeysContract } from './statement/list-statement-keys/contract.ts';
import { getJwksContract } from './token/get-jwks/contract.ts';
import { confirmTotpContract } from './totp/confirm-totp/contract.ts';
import { enrollTotpContract } from './totp/enroll-totp/contract.ts';
import { removeTotpContract } from './totp/remove-totp/contract.ts';
import { createUserContract } from './user/create-user/contract.ts';
import { deleteUserContract } from './user/delete-user/contract.ts';
import { getUserContract } from './user/get-user/contract.ts';
import { listUserMembershipsContract } from './user/list-user-memberships/contract.ts';
import { listUsersContract } from './user/list-users/contract.ts';
import { updateUserContract } from './user/update-user/contract.ts';

export interface Route {
  /** Folder under `lambdas/`. Two routes may name one folder: then one function serves both. */
  readonly id: string;
  readonly contract: Contract;
}

export const routes = {
  'GET /v1/projects/me': { id: 'project/get-project', contract: getProjectContract },
  'PATCH /v1/projects/me': { id: 'project/update-project', contract: updateProjectContract },
  'GET /v1/health': { id: 'meta/get-health', contract: getHealthContract },
  'OPTIONS /{proxy+}': { id: 'meta/answer-preflight', contract: answerPreflightContract },
  'GET /v1/openapi.json': { id: 'meta/get-openapi', contract: getOpenapiContract },

  'POST /v1/api-keys': { id: 'api-key/create-api-key', contract: createApiKeyContract },
  'DELETE /v1/api-keys/{id}': { id: 'api-key/revoke-api-key', contract: revokeApiKeyContract },

  'POST /v1/users': { id: 'user/create-user', contract: createUserContract },
  'GET /v1/users': { id: 'user/list-users', contract: listUsersContract },
  'GET /v1/users/{id}': { id: 'user/get-user', contract: getUserContract },
  'PATCH /v1/users/{id}': { id: 'user/update-user', contract: updateUserContract },
  'DELETE /v1/users/{id}': { id: 'user/delete-user', contract: deleteUserContract },
  'GET /v1/users/{id}/memberships': { id: 'user/list-user-memberships', contract: listUserMembershipsContract },

  'GET /v1/users/{id}/sessions': { id: 'session/list-user-sessions', contract: listUserSessionsContract },
  'DELETE /v1/users/{id}/sessions': { id: 'session/revoke-user-sessions', contract: revokeUserSessionsContract },

  'POST /v1/organizations': { id: 'organization/create-organization', contract: createOrganizationContract },
  'GET /v1/organizations': { id: 'organization/list-organizations', contract: listOrganizationsContract },
  'GET /v1/organizations/{id}': { id: 'organization/get-organization', contract: getOrganizationContract },
  'PATCH /v1/organizations/{id}': { id: 'organization/update-organization', contract: updateOrganizationContract },
  'DELETE /v1/organizations/{id}': { id: 'organization/delete-organization', contract: deleteOrganizationContract },

  'POST /v1/organizations/{org}/memberships': {
    id: 'membership/create-membership',
    contract: createMembershipContract,
  },
  'GET /v1/organizations/{org}/memberships': { id: 'membership/list-memberships', contract: listMembershipsContract },
  'PATCH /v1/organizations/{org}/memberships/{id}': {
    id: 'membership/update-membership',
    contract: updateMembershipContract,
  },
  'DELETE /v1/organizations/{org}/memberships/{id}': {
    id: 'membership/delete-membership',
    contract: deleteMembershipContract,
  },

  'GET /v1/organizations/{org}/policy': { id: 'organization/get-policy', contract: getPolicyContract },
  'PUT /v1/organizations/{org}/policy': { id: 'organization/update-policy', contract: updatePolicyContract },
  'GET /v1/session/orgs/{org}/policy': { id: 'organization/get-policy', contract: getPolicyContract },
  'PUT /v1/session/orgs/{org}/policy': { id: 'organization/update-policy', contract: updatePolicyContract },

  'POST /v1/redirect-uris': { id: 'redirect-uri/add-redirect-uri', contract: addRedirectUriContract },
  'GET /v1/redirect-uris': { id: 'redirect-uri/list-redirect-uris', contract: listRedirectUrisContract },
  'DELETE /v1/redirect-uris/{id}': { id: 'redirect-uri/remove-redirect-uri', contract: removeRedirectUriContract },
  'POST /v1/allowed-origins': { id: 'allowed-origin/add-allowed-origin', contract: addAllowedOriginContract },
  'GET /v1/allowed-origins': { id: 'allowed-origin/list-allowed-origins', contract: listAllowedOriginsContract },
  'DELETE /v1/allowed-origins/{id}': {
    id: 'allowed-origin/remove-allowed-origin',
    contract: removeAllowedOriginContract,
  },
  'POST /v1/m2m-clients': { id: 'm2m-client/create-m2m-client', contract: createM2mClientContract },
  'GET /v1/m2m-clients': { id: 'm2m-client/list-m2m-clients', contract: listM2mClientsContract },
  'DELETE /v1/m2m-clients/{id}': { id: 'm2m-client/revoke-m2m-client', contract: revokeM2mClientContract },

  'POST /v1/operators': { id: 'operator/create-operator', contract: createOperatorContract },
  'GET /v1/operators': { id: 'operator/list-operators', contract: listOperatorsContract },
  'GET /v1/operators/me': { id: 'operator/get-my-operator', contract: getMyOperatorContract },
  'PATCH /v1/operators/{id}': { id: 'operator/update-operator', contract: updateOperatorContract },
  'DELETE /v1/operators/{id}': { id: 'operator/delete-operator', contract: deleteOperatorContract },

  'GET /v1/approvals': { id: 'approval/list-approvals', contract: listApprovalsContract },
  'GET /v1/approvals/{id}': { id: 'approval/get-approval', contract: getApprovalContract },
  'POST /v1/approvals/{id}/approve': { id: 'approval/approve', contract: approveContract },
  'POST /v1/approvals/{id}/deny': { id: 'approval/deny', contract: denyContract },

  'GET /v1/risk/policy': { id: 'risk/get-risk-policy', contract: getRiskPolicyContract },
  'PUT /v1/risk/policy': { id: 'risk/update-risk-policy', contract: updateRiskPolicyContract },
  'GET /v1/risk/decisions': { id: 'risk/list-decisions', contract: listDecisionsContract },

  'POST /v1/impersonations': {
    id: 'impersonation/create-impersonation',
    contract: createImpersonationContract,
  },
  'GET /v1/impersonations': { id: 'impersonation/list-impersonations', contract: listImpersonationsContract },
  'POST /v1/impersonations/{id}/token': { id: 'impersonation/renew-token', contract: renewTokenContract },
  'DELETE /v1/impersonations/{id}': { id: 'impersonation/end-impersonation', contract: endImpersonationContract },
  'POST /v1/me/impersonation-consent': { id: 'impersonation/give-consent', contract: giveConsentContract },
  'DELETE /v1/me/impersonation-consent': { id: 'impersonation/withdraw-consent', contract: withdrawConsentContract },

  'POST /v1/events': { id: 'access-event/append-events', contract: appendEventsContract },
  'GET /v1/events': { id: 'audit/list-events', contract: listEventsContract },
  'POST /v1/events/exports': { id: 'event-export/create-export', contract: createExportContract },
  'GET /v1/events/exports/{id}': { id: 'event-export/get-export', contract: getExportContract },
  'POST /v1/events/exports/{id}/link': { id: 'event-export/create-export-link', contract: createExportLinkContract },
  'GET /v1/events/exports/{id}/download': { id: 'event-export/download-export', contract: downloadExportContract },
  'GET /v1/audit-events/{id}/proof': { id: 'log/get-proof', contract: getProofContract },
  'GET /v1/audit-log/checkpoint': { id: 'log/get-checkpoint', contract: getCheckpointContract },

  'POST /v1/audit-streams': { id: 'audit-stream/create-audit-stream', contract: createAuditStreamContract },
  'GET /v1/audit-streams': { id: 'audit-stream/list-audit-streams', contract: listAuditStreamsContract },
  'GET /v1/audit-streams/{id}': { id: 'audit-stream/get-audit-stream', contract: getAuditStreamContract },
  'PATCH /v1/audit-streams/{id}': { id: 'audit-stream/update-audit-stream', contract: updateAuditStreamContract },
  'DELETE /v1/audit-streams/{id}': { id: 'audit-stream/delete-audit-stream', contract: deleteAuditStreamContract },
  'POST /v1/audit-streams/{id}/pause': { id: 'audit-stream/pause-audit-stream', contract: pauseAuditStreamContract },
  'POST /v1/audit-streams/{id}/resume': { id: 'audit-stream/resume-audit-stream', contract: resumeAuditStreamContract },
  'POST /v1/audit-streams/{id}/replay': { id: 'audit-stream/replay-audit-stream', contract: replayAuditStreamContract },
  'POST /v1/audit-streams/{id}/test': { id: 'audit-stream/test-audit-stream', contract: testAuditStreamContract },
  'GET /v1/audit-streams/{id}/health': { id: 'audit-stream/get-stream-health', contract: getStreamHealthContract },

  'POST /v1/auth/passkey/register/options': {
    id: 'passkey/begin-registration',
    contract: beginRegistrationContract,
  },
  'POST /v1/auth/passkey/register/verify': {
    id: 'passkey/finish-registration',
    contract: finishRegistrationContract,
  },
  'POST /v1/auth/passkey/login/options': { id: 'passkey/begin-sign-in', contract: beginSignInContract },
  'POST /v1/auth/passkey/login/verify': { id: 'passkey/finish-sign-in', contract: finishSignInContract },
  'POST /v1/auth/password/login': { id: 'password/sign-in', contract: signInContract },
  'POST /v1/auth/password/reset': { id: 'password/request-reset', contract: requestResetContract },
  'POST /v1/auth/password/reset/confirm': { id: 'password/confirm-reset', contract: confirmResetContract },
  'POST /v1/auth/password/change': { id: 'password/change-password', contract: changePasswordContract },
  'DELETE /v1/me/password': { id: 'password/remove-password', contract: removePasswordContract },
  'POST /v1/auth/mfa/totp/enroll': { id: 'totp/enroll-totp', contract: enrollTotpContract },
  'POST /v1/auth/mfa/totp/confirm': { id: 'totp/confirm-totp', contract: confirmTotpContract },
  'DELETE /v1/me/mfa/totp': { id: 'totp/remove-totp', contract: removeTotpContract },
  'POST /v1/me/recovery-codes': { id: 'recovery-code/create-recovery-codes', contract: createRecoveryCodesContract },
  'GET /v1/me/factors': { id: 'me/list-factors', contract: listFactorsContract },
  'GET /v1/auth/sign-in-options': {
    id: 'project/get-sign-in-options',
    contract: getSignInOptionsContract,
  },
  'POST /v1/auth/magic-link/send': { id: 'magic-link/send-magic-link', contract: sendMagicLinkContract },
  'POST /v1/auth/magic-link/callback': { id: 'magic-link/open-magic-link', contract: openMagicLinkContract },
  'POST /v1/me/phone': { id: 'otp/enrol-phone', contract: enrolPhoneContract },
  'POST /v1/me/phone/confirm': { id: 'otp/confirm-phone', contract: confirmPhoneContract },
  'DELETE /v1/me/phone': { id: 'otp/remove-phone', contract: removePhoneContract },
  'POST /v1/me/email/verify': { id: 'otp/begin-email-proof', contract: beginEmailProofContract },
  'POST /v1/me/email/confirm': { id: 'otp/confirm-email', contract: confirmEmailContract },
  'POST /v1/auth/otp/send': { id: 'otp/send-otp', contract: sendOtpContract },
  'POST /v1/auth/otp/verify': { id: 'otp/verify-otp', contract: verifyOtpContract },
  'GET /v1/auth/.well-known/jwks.json': { id: 'token/get-jwks', contract: getJwksContract },

  'GET /.well-known/openid-configuration': { id: 'oauth/get-metadata', contract: getMetadataContract },
  'GET /.well-known/oauth-authorization-server': { id: 'oauth/get-metadata', contract: getMetadataContract },
  'GET /v1/auth/authorize': { id: 'oauth/authorize', contract: authorizeContract },
  'POST /v1/auth/token': { id: 'oauth/exchange-token', contract: exchangeTokenContract },
  'GET /v1/auth/userinfo': { id: 'oauth/get-userinfo', contract: getUserinfoContract },
  'POST /v1/auth/userinfo': { id: 'oauth/get-userinfo', contract: getUserinfoContract },
  'GET /v1/auth/end-session': { id: 'oauth/end-session', contract: endSessionContract },

  'POST /v1/auth/step-up/options': { id: 'mfa/begin-step-up', contract: beginStepUpContract },
  'POST /v1/auth/step-up/verify': { id: 'mfa/finish-step-up', contract: finishStepUpContract },

  'POST /v1/auth/refresh': { id: 'session/refresh-session', contract: refreshSessionContract },
  'POST /v1/sessions/refresh': { id: 'session/refresh-session', contract: refreshSessionContract },
  'POST /v1/auth/sign-out': { id: 'session/revoke-session', contract: revokeSessionContract },
  'POST /v1/sessions/revoke': { id: 'session/revoke-session', contract: revokeSessionContract },
  'POST /v1/sessions/verify': { id: 'session/verify-session', contract: verifySessionContract },
  'POST /v1/sessions/select-org': { id: 'session/select-organization', contract: selectOrganizationContract },
  'POST /v1/sessions/switch-org': { id: 'session/select-organization', contract: selectOrganizationContract },

  'POST /v1/recovery/requests': { id: 'recovery/request-recovery', contract: requestRecoveryContract },
  'GET /v1/recovery/requests': { id: 'recovery/list-recoveries', contract: listRecoveriesContract },
  'GET /v1/recovery/requests/{id}': { id: 'recovery/get-recovery', contract: getRecoveryContract },
  'POST /v1/recovery/requests/{id}/prove': { id: 'recovery/prove-recovery', contract: proveRecoveryContract },
  'POST /v1/recovery/requests/{id}/approve': { id: 'recovery/approve-recovery', contract: approveRecoveryContract },
  'POST /v1/recovery/requests/{id}/deny': { id: 'recovery/deny-recovery', contract: denyRecoveryContract },
  'POST /v1/recovery/requests/{id}/cancel': { id: 'recovery/cancel-recovery', contract: cancelRecoveryContract },
  'POST /v1/recovery/requests/{id}/complete/options': {
    id: 'recovery/begin-completion',
    contract: beginCompletionContract,
  },
  'POST /v1/recovery/requests/{id}/complete/verify': {
    id: 'recovery/finish-completion',
    contract: finishCompletionContract,
  },
  'GET /v1/me/recovery': { id: 'recovery/get-my-recovery', contract: getMyRecoveryContract },

  'POST /v1/admin/break-glass/options': {
    id: 'break-glass/begin-break-glass',
    contract: beginBreakGlassContract,
  },
  'POST /v1/admin/break-glass': { id: 'break-glass/open-break-glass', contract: openBreakGlassContract },
  'GET /v1/admin/break-glass': { id: 'break-glass/list-break-glass', contract: listBreakGlassContract },
  'GET /v1/admin/break-glass/drills': { id: 'break-glass/list-drills', contract: listDrillsContract },
  'GET /v1/admin/break-glass/readiness': { id: 'break-glass/get-readiness', contract: getReadinessContract },
  'GET /v1/admin/break-glass/{id}': { id: 'break-glass/get-break-glass', contract: getBreakGlassContract },
  'POST /v1/admin/break-glass/{id}/close': { id: 'break-glass/close-break-glass', contract: closeBreakGlassContract },
  'POST /v1/admin/break-glass/{id}/review': {
    id: 'break-glass/review-break-glass',
    contract: reviewBreakGlassContract,
  },

  'POST /v1/admin/breaches': { id: 'breach/open-breach', contract: openBreachContract },
  'GET /v1/admin/breaches': { id: 'breach/list-breaches', contract: listBreachesContract },
  'GET /v1/admin/breaches/{id}': { id: 'breach/get-breach', contract: getBreachContract },
  'POST /v1/admin/breaches/{id}/contain': { id: 'breach/contain-breach', contract: containBreachContract },
  'POST /v1/admin/breaches/{id}/close': { id: 'breach/close-breach', contract: closeBreachContract },
  'POST /v1/admin/breaches/{id}/reopen': { id: 'breach/reopen-breach', contract: reopenBreachContract },
  'POST /v1/admin/breaches/{id}/scope': { id: 'breach/start-scope', contract: startScopeContract },
  'GET /v1/admin/breaches/{id}/scope': { id: 'breach/get-scope', contract: getScopeContract },
  'GET /v1/admin/breaches/{id}/individuals': { id: 'breach/list-individuals', contract: listIndividualsContract },
  'PUT /v1/admin/breaches/{id}/states': { id: 'breach/put-states', contract: putStatesContract },
  'PUT /v1/admin/breaches/{id}/assessment': { id: 'breach/put-assessment', contract: putAssessmentContract },
  'GET /v1/admin/breaches/{id}/assessment': { id: 'breach/get-assessment', contract: getAssessmentContract },
  'POST /v1/admin/breaches/{id}/notices': { id: 'breach/create-notice', contract: createNoticeContract },
  'GET /v1/admin/breaches/{id}/notices': { id: 'breach/list-notices', contract: listNoticesContract },
  'POST /v1/admin/breaches/{id}/notified': { id: 'breach/record-notice', contract: recordNoticeContract },
  'GET /v1/admin/breaches/{id}/evidence': { id: 'breach/get-evidence', contract: getEvidenceContract },
  'GET /v1/admin/signing-keys': { id: 'signing-key/get-signing-keys', contract: getSigningKeysContract },
  'POST /v1/admin/signing-keys/rotate': {
    id: 'signing-key/rotate-signing-keys',
    contract: rotateSigningKeysContract,
  },
  'POST /v1/access-reviews': { id: 'access-review/open-review', contract: openReviewContract },
  'GET /v1/access-reviews': { id: 'access-review/list-reviews', contract: listReviewsContract },
  'GET /v1/access-reviews/{id}': { id: 'access-review/get-review', contract: getReviewContract },
  'GET /v1/access-reviews/{id}/items': { id: 'access-review/list-review-items', contract: listReviewItemsContract },
  'POST /v1/access-reviews/{id}/items/{item}/decision': {
    id: 'access-review/decide-item',
    contract: decideItemContract,
  },
  'POST /v1/access-reviews/{id}/items/{item}/revocation': {
    id: 'access-review/carry-out-revocation',
    contract: carryOutRevocationContract,
  },
  'POST /v1/access-reviews/{id}/close': { id: 'access-review/close-review', contract: closeReviewContract },
  'GET /v1/access-reviews/{id}/outcome': { id: 'access-review/get-review-outcome', contract: getReviewOutcomeContract },
  'GET /v1/access-reviews/{id}/export': { id: 'access-review/export-review', contract: exportReviewContract },

  'POST /v1/holds': { id: 'hold/place-hold', contract: placeHoldContract },
  'GET /v1/holds': { id: 'hold/list-holds', contract: listHoldsContract },
  'GET /v1/holds/{id}': { id: 'hold/get-hold', contract: getHoldContract },
  'POST /v1/holds/{id}/release': { id: 'hold/release-hold', contract: releaseHoldContract },
  'POST /v1/admin/users/{id}/dsr/erase': { id: 'dsr/erase-user', contract: eraseUserContract },
  'POST /v1/admin/users/{id}/dsr/export': { id: 'dsr/export-user', contract: exportUserContract },
  'GET /v1/admin/users/{id}/dsr/exports/{export}': { id: 'dsr/get-user-export', contract: getUserExportContract },
  'POST /v1/admin/users/{id}/dsr/exports/{export}/link': {
    id: 'dsr/create-user-export-link',
    contract: createUserExportLinkContract,
  },
  'POST /v1/admin/users/{id}/dsr/amend': { id: 'dsr/amend-user', contract: amendUserContract },
  'POST /v1/admin/users/{id}/dsr/disagreement': {
    id: 'dsr/record-disagreement',
    contract: recordDisagreementContract,
  },
  'GET /v1/admin/users/{id}/dsr/accounting': { id: 'dsr/get-accounting', contract: getAccountingContract },
  'GET /v1/compliance/disclosure-actions': {
    id: 'dsr/get-disclosure-actions',
    contract: getDisclosureActionsContract,
  },
  'PUT /v1/compliance/disclosure-actions': {
    id: 'dsr/set-disclosure-actions',
    contract: setDisclosureActionsContract,
  },
  'POST /v1/compliance/dsr': { id: 'dsr/create-request', contract: createRequestContract },
  'GET /v1/compliance/dsr': { id: 'dsr/list-requests', contract: listRequestsContract },
  'GET /v1/compliance/dsr/{id}': { id: 'dsr/get-request', contract: getRequestContract },
  'POST /v1/compliance/dsr/{id}/transition': { id: 'dsr/move-request', contract: moveRequestContract },

  'POST /v1/compliance/agreements': { id: 'compliance/record-agreement', contract: recordAgreementContract },
  'GET /v1/compliance/agreements': { id: 'compliance/list-agreements', contract: listAgreementsContract },
  'GET /v1/compliance/agreements/{id}': { id: 'compliance/get-agreement', contract: getAgreementContract },
  'POST /v1/compliance/agreements/{id}/end': { id: 'compliance/end-agreement', contract: endAgreementContract },
  'GET /v1/compliance/subprocessors': { id: 'compliance/list-subprocessors', contract: listSubprocessorsContract },
  'POST /v1/compliance/preset': { id: 'compliance/set-preset', contract: setPresetContract },
  'GET /v1/compliance/controls': { id: 'compliance/get-controls', contract: getControlsContract },
  'GET /v1/compliance/drift': { id: 'compliance/get-drift', contract: getDriftContract },
  'GET /v1/compliance/posture': { id: 'compliance/get-posture', contract: getPostureContract },
  'PUT /v1/compliance/privacy-officer': { id: 'compliance/name-privacy-officer', contract: namePrivacyOfficerContract },
  'GET /v1/compliance/privacy-officer': { id: 'compliance/get-privacy-officer', contract: getPrivacyOfficerContract },
  'POST /v1/compliance/test-notification': { id: 'compliance/test-notification', contract: testNotificationContract },
  'POST /v1/compliance/test-notification/confirm': {
    id: 'compliance/confirm-notification',
    contract: confirmNotificationContract,
  },
  'GET /v1/compliance/statement-keys': {
    id: 'statement/list-statement-keys',
    contract: listStatementKeysContract,
  },

  'GET /v1/me/passkeys': { id: 'passkey/list-passkeys', contract: listPasskeysContract },
  'PATCH /v1/me/passkeys/{id}': { id: 'passkey/rename-passkey', contract: renamePasskeyContract },
  'DELETE /v1/me/passkeys/{id}': { id: 'passkey/remove-passkey', contract: removePasskeyContract },

  'GET /v1/me': { id: 'me/get-me', contract: getMeContract },
  'PATCH /v1/me': { id: 'me/update-me', contract: updateMeContract },
  'GET /v1/me/access-log': { id: 'me/get-access-log', contract: getAccessLogContract },
  'GET /v1/me/organizations': { id: 'me/list-my-organizations', contract: listMyOrganizationsContract },
  'GET /v1/me/sessions': { id: 'me/list-my-sessions', contract: listMySessionsContract },
  'DELETE /v1/me/sessions/{id}': { id: 'me/revoke-my-session', contract: revokeMySessionContract },
  'DELETE /v1/me/sessions': { id: 'me/revoke-my-sessions', contract: revokeMySessionsContract },
} as const satisfies Record<string, Route>;
