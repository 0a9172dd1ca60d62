// Sending a form the way the desk answers scripts. No DOM.

const TIMEOUT_MS = 30_000;
const KEEPALIVE_LIMIT = 50_000; // browsers refuse more than 64 kB that is to outlive the page, all requests together

let token = "";

/** Tell which CSRF token the page came with; a fresh one is taken from the server's answers. */
export const setToken = (value) => { token = value; };

/**
 * Send `fields` to `url`; never throw. Return { kind, ... }:
 *   saved       with what the server answers: version, state, state_label, saved_at
 *   conflict    with conflict and words: somebody else was faster
 *   refused     with error and words: sending it again as it is will not help; with a version, the text was saved
 *   signed-out  the session has ended
 *   offline     no answer, or a server that cannot answer now: try again
 */
export async function post(url, fields) {
  const first = await send(url, fields);
  if (first.error !== "csrf" || !first.csrf_token) return first;
  setToken(first.csrf_token);
  return send(url, fields);
}

async function send(url, fields) {
  const body = new URLSearchParams({ ...fields, csrf_token: token });
  try {
    const reply = await fetch(url, {
      method: "POST", body, redirect: "manual",
      keepalive: `${body}`.length < KEEPALIVE_LIMIT,
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (reply.type === "opaqueredirect" || reply.status === 401) return { kind: "signed-out" };
    const isJson = reply.headers.get("Content-Type")?.startsWith("application/json");
    if (reply.status >= 500 || reply.status === 429 || !isJson) return { kind: "offline" };
    const answer = await reply.json();
    return { ...answer, kind: reply.ok ? "saved" : answer.conflict ? "conflict" : "refused" };
  } catch {
    return { kind: "offline" };
  }
}
