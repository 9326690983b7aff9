import { Button, CharacterCount, Checkboxes, ErrorSummary, Radios, createAll } from "govuk-frontend";
import { leaveOnExit } from "./exit.js";
import { closeWhenIdle } from "./idle.js";
import { offerToListen } from "./listen.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
const leave = leaveOnExit();
if (leave) closeWhenIdle(leave);
for (const Component of [Button, CharacterCount, Checkboxes, ErrorSummary, Radios]) createAll(Component);
offerToListen();
