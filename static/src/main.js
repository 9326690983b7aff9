import { Button, CharacterCount, Checkboxes, ErrorSummary, Radios, createAll } from "govuk-frontend";
import { leaveOnExit } from "./exit.js";
import { closeWhenIdle } from "./idle.js";
import { offerTheLetter } from "./letter.js";
import { offerToListen } from "./listen.js";
import { closeWhenGone } from "./still.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
const leave = leaveOnExit();
if (leave) closeWhenIdle(leave);
closeWhenGone();
for (const Component of [Button, CharacterCount, Checkboxes, ErrorSummary, Radios]) createAll(Component);
offerToListen();
offerTheLetter();
