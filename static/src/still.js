// On a parents' form: whoever has gone is asked whether they are still there, and then the form closes on this device.
// The server closes it by a clock of its own; here it is told that somebody types, and what. Nothing typed is lost.

const ASK_AFTER = 20 * 60 * 1000;
const CLOSE_AFTER = 30 * 60 * 1000 + 15 * 1000; // by then the server has closed it
const TELL_EVERY = 5 * 60 * 1000;
const LOOK_EVERY = 10 * 1000;
const SIGNS = ["keydown", "input", "pointerdown", "touchstart", "wheel", "click"];

/** Wire components/still.html. Does nothing on pages without a form that closes. */
export function closeWhenGone() {
  const asks = document.querySelector("[data-still]");
  const form = document.querySelector("button[name=stay]")?.form;
  if (!asks || !form) return;
  const shown = document.querySelector("main");
  let sign = Date.now(); // of somebody at this page
  let told = sign; // when the server last knew of them
  let busy = false;

  /** Send what is typed as a press of the button `name` would; nothing when there is no network. */
  const send = async (name) => {
    const body = new URLSearchParams([...new FormData(form), [name, "1"]]);
    try {
      const answer = await fetch(location.href, { method: "POST", body });
      return { page: await answer.text(), status: answer.status, url: answer.url };
    } catch {
      return undefined;
    }
  };

  const tell = async () => {
    const before = told;
    told = Date.now();
    const answer = await send("stay");
    const until = answer && new DOMParser().parseFromString(answer.page, "text/html").querySelector("[data-until]");
    if (until) document.querySelector("[data-until]").textContent = until.textContent;
    else if (answer?.status === 200) location.replace(answer.url); // it has closed, and holds what was typed
    else if (!answer || answer.status >= 500) told = before; // the next look tries again
  };

  const close = async () => {
    shown.hidden = true;
    asks.hidden = false;
    const answer = await send("close");
    if (answer?.status < 500) location.replace(answer.status === 200 ? answer.url : location.pathname + location.search);
  };

  const once = async (act) => {
    if (busy) return;
    busy = true;
    await act();
    busy = false;
  };

  // By the clock and not by one long timer: a phone that sleeps stops its timers.
  const quiet = () => Date.now() - Math.max(sign, told);
  const look = () => {
    if (shown.hidden || quiet() >= CLOSE_AFTER) {
      once(close); // also again, when there was no network the last time
      return;
    }
    asks.hidden = quiet() < ASK_AFTER;
    if (sign > told && Date.now() - told >= TELL_EVERY) once(tell);
  };
  const stay = () => {
    if (!shown.hidden && quiet() < CLOSE_AFTER) sign = Date.now();
    look();
  };
  for (const one of SIGNS) addEventListener(one, stay, { passive: true });
  addEventListener("pageshow", look);
  document.addEventListener("visibilitychange", look); // waking up after a long time closes before anybody can read
  setInterval(look, LOOK_EVERY);
}
