// The save protocol of one target, from the writer's side. No DOM, so that it can be tested by itself.
//
// Each save names the version that it started from. One request at a time, so a writer never conflicts with
// themselves; what is typed meanwhile goes with the next. Until acknowledged, the text is kept in the browser.

const AFTER_LAST_KEY_MS = 1000;
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 60_000;

export class Saver {
  #saved; // the text that the server has
  #timer = 0;
  #running = null;
  #retryMs = FIRST_RETRY_MS;

  /**
   * `send(act, text, version)` resolves to what lib/post.js returns; `keep(text, version)` returns whether the
   * browser could keep it; `forget()` ends that; `tell(state, facts)` hears of each change: unsaved, saving,
   * saved, offline, signed-out, conflict, refused, manual, unkept.
   */
  constructor({ text, version, isManual = false, send, keep, forget, tell }) {
    Object.assign(this, { text, version, isManual, send, keep, forget, tell });
    this.#saved = text;
    this.isKept = true;
    this.conflict = null;
  }

  /** Whether something typed has not been acknowledged yet. */
  get isDirty() {
    return this.text !== this.#saved || this.conflict !== null;
  }

  /** Whether closing the page now would lose something. */
  get isAtRisk() {
    return this.isDirty && !this.isKept;
  }

  /** Take in what stands in the box now, and save it in a moment. */
  type(text) {
    this.text = text;
    if (!this.isDirty && !this.#running) {
      this.#stop();
      this.forget();
      this.tell("saved", {});
      return;
    }
    this.isKept = this.keep(text, this.version);
    if (this.conflict) return;
    if (!this.isKept) this.tell("unkept", {});
    else this.tell(this.isManual ? "manual" : "unsaved", {});
    if (!this.isManual) this.#later(AFTER_LAST_KEY_MS);
  }

  /** Save now what is not saved yet, unless the writer is to choose first. */
  flush() {
    if (!this.isDirty || this.conflict || this.isManual) return this.#running ?? Promise.resolve(null);
    return this.act("save");
  }

  /** Try again at once, as when the connection is back. */
  retry() {
    if (this.#timer && this.isDirty) this.flush();
  }

  /** Send the text to be saved, or for another `act` such as "submission"; return what became of it. */
  async act(act) {
    this.#stop();
    while (this.#running) await this.#running;
    if (act === "save" && !this.isDirty) return null;
    this.#running = this.#send(act);
    try {
      return await this.#running;
    } finally {
      this.#running = null;
      if (!this.#timer && !this.conflict && !this.isManual && this.#isNewer) this.#later(AFTER_LAST_KEY_MS);
    }
  }

  /** Save what stands in the box against the version that the conflict showed. */
  keepMine() {
    this.version = this.conflict.version;
    this.conflict = null;
    return this.act("save");
  }

  /** Give up the own text for the one that the conflict showed. */
  takeTheirs() {
    const { theirs, version } = this.conflict;
    this.conflict = null;
    this.#acknowledge(theirs, version);
    this.text = theirs;
    this.forget();
    return theirs;
  }

  #isNewer = false;

  async #send(act) {
    const sent = this.text;
    this.#isNewer = false;
    this.tell("saving", {});
    const reply = await this.send(act, sent, this.version);
    if (reply.kind === "saved") this.#onSaved(sent, reply);
    else if (reply.kind === "conflict") this.#onConflict(reply);
    else if (reply.kind === "refused") this.tell("refused", reply);
    else this.#onSilence(reply.kind);
    return reply;
  }

  #onSaved(sent, reply) {
    this.#retryMs = FIRST_RETRY_MS;
    this.#acknowledge(sent, reply.version);
    this.#isNewer = this.text !== sent;
    if (this.#isNewer) this.isKept = this.keep(this.text, this.version);
    else this.forget();
    this.tell("saved", reply);
    if (this.#isNewer) this.tell("unsaved", {});
  }

  #onConflict(reply) {
    this.conflict = reply.conflict;
    this.isKept = this.keep(this.text, this.version);
    this.tell("conflict", reply);
  }

  /** No answer: keep trying, ever more seldom. */
  #onSilence(kind) {
    this.tell(this.isKept ? kind : "unkept", {});
    if (this.isManual) return;
    this.#later(this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #acknowledge(text, version) {
    this.#saved = text;
    this.version = version;
    this.isKept = true;
  }

  #later(ms) {
    this.#stop();
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      this.flush();
    }, ms);
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }
}
