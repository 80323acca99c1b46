// Keeps what is typed in a form with `data-drafts` as its writer's draft, a little after each pause and on leaving.
const PAUSE = 2000; // milliseconds after the last key
const AGAIN = 15000; // milliseconds until what could not be sent, or was not answered, is tried again
const NOT_SENT = "Not kept: there is no connection just now. What you typed is still here, and is tried again.";

export function keepDrafts(form) {
  const said = form.querySelector("[data-draft-said]");
  let waiting;
  let underWay;
  let unsent = "unsaved" in form.dataset;

  const later = (milliseconds) => {
    clearTimeout(waiting);
    waiting = setTimeout(send, milliseconds);
  };
  // One after the other: an older text that comes late would take the place of a newer one.
  const send = async () => {
    if (underWay) {
      later(PAUSE);
      return;
    }
    const own = (underWay = new AbortController());
    const patience = setTimeout(() => own.abort(), AGAIN);
    unsent = false;
    try {
      const text = await answered(await fetch(form.dataset.drafts, sending(form, own.signal)));
      if (underWay === own) {
        said.textContent = text;
      }
    } catch {
      if (underWay === own) {
        unsent = true;
        said.textContent = NOT_SENT;
        later(AGAIN);
      }
    }
    clearTimeout(patience);
    if (underWay === own) {
      underWay = undefined;
    }
  };
  const letGo = () => {
    underWay?.abort();
    underWay = undefined;
  };
  const sendAtOnce = () => {
    if (unsent || underWay) {
      letGo();
      unsent = !navigator.sendBeacon(form.dataset.drafts, typedIn(form));
      if (unsent) {
        later(PAUSE); // too long for a beacon: should the page be looked at again
      }
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
      letGo();
      unsent = false;
    }
  });
  document.addEventListener("visibilitychange", () => document.hidden && sendAtOnce());
  window.addEventListener("pagehide", sendAtOnce);
  if (unsent) {
    later(PAUSE);
  }
}

const sending = (form, signal) => ({ method: "POST", body: typedIn(form), signal });

// What was typed, without the file that was chosen: it would be sent again after each pause, and is kept nowhere.
function typedIn(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data]) {
    if (value instanceof File) {
      data.delete(name);
    }
  }
  return data;
}

// Tollgate answers in a sentence of plain text; a page comes from something in between, or from a server that failed.
async function answered(answer) {
  const plain = (answer.headers.get("content-type") ?? "").startsWith("text/plain");
  if (answer.status >= 500 || !plain) {
    throw new Error(`${answer.status}`);
  }
  return answer.text();
}
