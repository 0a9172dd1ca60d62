// The save protocol of one target, from the writer's side. No DOM, so that it can be tested by itself.
//
// Each save names the version that it started from. One request at a time, so a writer never conflicts with
// themselves; what is typed meanwhile goes with the next. Until acknowledged, the text is kept in the browser.

const AFTER_LAST_KEY_MS = 1000;
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 60_000;

export class Saver {
  #timer = 0;
  #running = null;
  #retryMs = FIRST_RETRY_MS;
  #unanswered = new Set(); // texts that were sent over this version, no answer came
  #aside; // the text that the server last kept beside the target
  #isAnswered = false;
  isKept = true;
  conflict = null;

  /**
   * `send(act, text, version)` resolves to what lib/post.js returns; `keep()` returns whether the browser could keep
   * the saver's text; `forget()` ends that; `tell(state, facts)` hears of each change: unsaved, saving, saved,
   * offline, signed-out, conflict, refused, manual, unkept. `saved`: the text that the server has, at `version`.
   */
  constructor({ text, version, isManual, send, keep, forget, tell }) {
    Object.assign(this, { text, saved: text, version, isManual, send, keep, forget, tell });
  }

  /** Whether something typed has not been acknowledged yet. */
  get isDirty() { return this.text !== this.saved || this.conflict !== null; }

  /** Whether closing the page now would lose something. */
  get isAtRisk() { return this.isDirty && !this.isKept; }

  /** Take in what stands in the box now, and save it in a moment. */
  type(text) {
    this.text = text;
    if (!this.isDirty && !this.#running) {
      this.#stop();
      this.forget();
      return this.tell("saved", {});
    }
    this.rekeep();
    if (this.conflict) return;
    this.tell(!this.isKept ? "unkept" : this.isManual ? "manual" : "unsaved", {});
    if (!this.isManual) this.#later(AFTER_LAST_KEY_MS);
  }

  /** Keep what is not saved, as when another tab threw it away. */
  rekeep() {
    if (this.isDirty) this.isKept = this.keep(this);
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
    if (this.conflict) return { kind: "conflict" };
    if (act === "save" && !this.isDirty) return null;
    this.#running = this.#send(act);
    try {
      return await this.#running;
    } finally {
      this.#running = null;
      const isNewer = this.isDirty && !this.conflict && !this.#timer;
      if (isNewer && !this.isManual && this.#isAnswered) this.#later(AFTER_LAST_KEY_MS);
    }
  }

  /** Save the text over the version that the conflict showed; a reviewer has still to say as what. */
  async keepMine() {
    this.#acknowledge(this.conflict.theirs, this.conflict.version);
    this.type(this.text);
    await this.flush();
  }

  /** Give up the own text for the one that the conflict showed. */
  takeTheirs() {
    this.#acknowledge(this.conflict.theirs, this.conflict.version);
    this.type(this.saved);
    return this.saved;
  }

  /** Have the history keep `text`, begun from an older `version`, beside the target; return whether it does. */
  async setAside(text, version = this.version) {
    if (text === this.#aside) return true;
    const { kind } = await this.send("save", text, version);
    return kind === "conflict" || kind === "saved";
  }

  async #send(act) {
    const sent = this.text;
    this.tell("saving", {});
    const reply = await this.send(act, sent, this.version);
    const { kind, conflict } = reply;
    this.#isAnswered = kind === "saved";
    if (kind === "saved") this.#onSaved(sent, reply);
    else if (kind === "refused") this.tell(kind, reply);
    else if (kind !== "conflict") this.#onSilence(kind, sent);
    else if (conflict.version === this.version + 1 && this.#unanswered.has(conflict.theirs)) {
      this.#acknowledge(conflict.theirs, conflict.version); // it is our own, whose answer was lost
      return this.#send(act);
    } else {
      this.conflict = conflict;
      this.#aside = sent;
      this.rekeep();
      this.tell(kind, reply);
    }
    return reply;
  }

  #onSaved(sent, reply) {
    this.#retryMs = FIRST_RETRY_MS;
    this.#acknowledge(sent, reply.version);
    if (this.isDirty) this.rekeep();
    else this.forget();
    this.tell("saved", reply);
    if (this.isDirty) this.tell("unsaved", {});
  }

  /** No answer: keep trying, ever more seldom. */
  #onSilence(kind, sent) {
    this.#unanswered.add(sent);
    this.tell(this.isKept ? kind : "unkept", {});
    if (this.isManual) return;
    this.#later(this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #acknowledge(text, version) {
    Object.assign(this, { saved: text, version, conflict: null, isKept: true });
    this.#unanswered.clear();
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
