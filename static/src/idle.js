// On the private form: whoever has gone away is asked whether they are still there, and then the page closes.

const ASK_AFTER = 13 * 60 * 1000;
const CLOSE_AFTER = 15 * 60 * 1000;
const LOOK_EVERY = 10 * 1000;
const SIGNS = ["keydown", "input", "pointerdown", "touchstart", "wheel"];

/** Wire components/idle.html; `close` leaves the page. Does nothing on pages without it. */
export function closeWhenIdle(close) {
  const asks = document.querySelector("[data-idle]");
  if (!asks) return;
  // Closing ends the visit in every window: who writes in another one is still here.
  const windows = window.BroadcastChannel && new BroadcastChannel("still-here");
  let since = Date.now();

  const here = () => {
    since = Date.now();
    asks.hidden = true;
  };
  const stay = () => {
    here();
    windows?.postMessage("");
  };
  if (windows) windows.onmessage = here;
  // By the clock and not by one long timer: a phone that sleeps stops its timers.
  const look = () => {
    const idle = Date.now() - since;
    if (idle >= CLOSE_AFTER) close();
    else asks.hidden = idle < ASK_AFTER;
  };
  for (const sign of SIGNS) addEventListener(sign, stay, { passive: true });
  document.addEventListener("visibilitychange", look); // waking up after a long time closes before anybody can read
  setInterval(look, LOOK_EVERY);
}
