// Adds GOV.UK Frontend's behaviour to forms that already work without it.
// Its own page template marks the body by an inline script; our content policy allows none, so it is done here.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  Radios,
  SkipLink,
  Tabs,
  createAll,
} from "../vendor/govuk/govuk-frontend.mjs";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

for (const component of [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  Radios,
  SkipLink,
  Tabs,
]) {
  createAll(component);
}
