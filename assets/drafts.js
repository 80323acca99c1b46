// Keeps what is typed in a form with `data-drafts` as its writer's draft, a little after each pause and on leaving.
const PAUSE = 2000; // milliseconds after the last key
const AGAIN = 15000; // milliseconds until what could not be sent is tried again
const NOT_SENT = "Not kept: there is no connection just now. What you typed is still here, and is tried again.";

export function keepDrafts(form) {
  const said = form.querySelector("[data-draft-said]");
  let waiting;
  let unsent = "unsaved" in form.dataset;

  const later = (milliseconds) => {
    clearTimeout(waiting);
    waiting = setTimeout(send, milliseconds);
  };
  const send = async () => {
    unsent = false;
    try {
      const answer = await fetch(form.dataset.drafts, { method: "POST", body: new FormData(form) });
      said.textContent = await answer.text();
    } catch {
      unsent = true;
      said.textContent = NOT_SENT;
      later(AGAIN);
    }
  };
  const sendAtOnce = () => {
    if (unsent) {
      unsent = !navigator.sendBeacon(form.dataset.drafts, new FormData(form));
    }
  };

  form.addEventListener("input", () => {
    unsent = true;
    later(PAUSE);
  });
  // Saved, or thrown away by the form beside it: nothing is to be kept any more.
  document.addEventListener("submit", (event) => {
    if (event.target.elements.draft) {
      clearTimeout(waiting);
      unsent = false;
    }
  });
  document.addEventListener("visibilitychange", () => document.hidden && sendAtOnce());
  window.addEventListener("pagehide", sendAtOnce);
  if (unsent) {
    later(PAUSE);
  }
}
