/** POST /v1/auth/refresh and POST /v1/sessions/refresh */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { refresh } from '../refresh.ts';
import { readRefreshToken } from '../refresh-token.ts';
import { isCookieMode, readCookieValue, SESSION_COOKIE } from '../session-cookie.ts';
import { refreshSessionContract } from './contract.ts';

export const handler = http(refreshSessionContract, async (call) => {
  const { refresh_token, background, activity } = call.body;
  const carried = isCookieMode(call.request) ? readCookieValue(call.request.cookies[SESSION_COOKIE]) : undefined;
  if (!refresh_token && !carried) return err('missing_refresh_token');
  const token = refresh_token ? readRefreshToken(refresh_token) : carried;
  if (token?.projectId !== call.project.id) return err('invalid_refresh_token');
  // What a client says counts; where it says nothing, a project with older clients may count each refresh.
  const driven = background ? false : (activity ?? call.project.settings.idle_activity === 'refresh');
  const refreshed = await refresh(call, token, driven);
  return refreshed.ok ? ok({ status: 200, body: refreshed.value }) : refreshed;
});
