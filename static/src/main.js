import { Button, CharacterCount, Checkboxes, ErrorSummary, Radios, createAll } from "govuk-frontend";
import { leaveOnExit } from "./exit.js";
import { offerToListen } from "./listen.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
leaveOnExit();
for (const Component of [Button, CharacterCount, Checkboxes, ErrorSummary, Radios]) createAll(Component);
offerToListen();
