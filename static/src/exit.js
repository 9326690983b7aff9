// "Leave this page": at once, in this tab, leaving no page behind to come back to.
// Without this script the link still works, with an empty page on the way; it only stays in the tab's history.

import { silence } from "./listen.js";

const PRESSES = 3;
const WITHIN = 5000;

/** Fall silent, blank what is shown and put `address` in the place of this page. */
function leave(address) {
  silence();
  document.title = "\u200b";
  document.body.replaceChildren();
  location.replace(address);
}

/** Call `act` when Shift alone is pressed three times in five seconds. */
function onThreeShifts(act) {
  let times = [];
  let alone = false;
  const held = new Set();

  addEventListener("keydown", (event) => {
    // Keys of a phone's own keyboard carry no place on a keyboard; there Shift comes and goes by itself.
    const shift = event.key === "Shift" && event.code.startsWith("Shift");
    if (!shift) {
      alone = false;
      times = []; // Shift with a letter is typing
    } else if (!event.repeat) {
      held.add(event.code);
      alone = held.size === 1; // left and right together are one grip, not two presses
      if (!alone) times = [];
    }
  });
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift") return;
    held.delete(event.code);
    if (!alone || held.size) return;
    alone = false;
    times = [...times, event.timeStamp].filter((time) => event.timeStamp - time < WITHIN);
    if (times.length >= PRESSES) act();
  });
  addEventListener("pointerdown", () => {
    alone = false;
    times = []; // Shift with a press selects text
  });
  addEventListener("blur", () => {
    held.clear();
    alone = false;
  });
}

/** Wire every link that carries `data-exit`. Gives what leaves at once; on pages without such a link nothing. */
export function leaveOnExit() {
  const links = document.querySelectorAll("a[data-exit]");
  if (!links.length) return undefined;
  const address = links[0].dataset.exit;
  for (const link of links) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      leave(address);
    });
  }
  const phone = matchMedia("(hover: none) and (pointer: coarse)").matches;
  if (!phone) onThreeShifts(() => leave(address));
  // A page kept whole in memory must not come back by the Back button either.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  return () => leave(address);
}
