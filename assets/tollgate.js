// Comfort only: every page works without this file.
// GOV.UK Frontend's own page template marks the body with an inline script; our content security policy allows none.
import {
  Button,
  CharacterCount,
  createAll,
  ErrorSummary,
  NotificationBanner,
  ServiceNavigation,
} from "govuk-frontend";
import { keepDrafts } from "./drafts.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

for (const component of [Button, CharacterCount, ErrorSummary, NotificationBanner, ServiceNavigation]) {
  createAll(component);
}

for (const form of document.querySelectorAll("form[data-drafts]")) {
  keepDrafts(form);
}

// allauth's passkey script tells of a failure by this event alone; the reader should hear of it too.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const place of document.querySelectorAll("[data-passkey-error]")) {
    place.textContent = "The key did not answer. Try again, or use another way.";
  }
});
