// Reads the page aloud with a voice of the reader's own device. A voice that lives elsewhere would be sent the page's
// words, so it is never used. Off until asked, and nothing about it is kept.

const SLOWER = 0.7;
const SILENT =
  "nav, form, button, textarea, select, svg, script, style, [data-listen], [aria-hidden='true'], .govuk-visually-hidden, details:not([open]) > :not(summary)";
// Some voices stop after about 15 seconds: they get a sentence at a time, and of a very long one 200 letters.
const SENTENCE = /\S.{0,199}?(?:[.!?؟۔।…]+["'”’)\]]*(?=\s|$)|$)|\S.{0,198}(?=\s)|\S+/g;
const SAYABLE = /[\p{L}\p{N}]/u;

// What is being said. It has to be held: Chrome may forget one that nothing holds, and then never tells that it ended.
let said = null;

/** Say nothing more, at once. Never throws: a voice that cannot be silenced must not keep anybody on the page. */
export function silence() {
  said = null; // first, because the browser then reports its end as if it were an error
  try {
    speechSynthesis.cancel();
  } catch {} // there is none, or it is broken
}

const parts = (tag) => tag.toLowerCase().split(/[-_]/); // Android writes en_GB

/** The voice of this device that suits `lang` best. Undefined when there is none. */
function voiceFor(lang) {
  const wanted = parts(lang);
  const fit = (voice) => 2 * (parts(voice.lang)[1] === wanted[1]) + voice.default;
  return speechSynthesis
    .getVoices()
    .filter((voice) => voice.localService && parts(voice.lang)[0] === wanted[0])
    .sort((one, other) => fit(other) - fit(one))[0];
}

/** All that can be seen of `element`'s words, in order: pieces of `text` with their `lang` and the `block` they are in. */
function pieces(element, lang, block = element, found = []) {
  const { display, visibility } = getComputedStyle(element);
  if (display === "none" || visibility !== "visible" || element.matches(SILENT)) return found;
  const inside = /^inline|contents/.test(display) ? block : element;
  const language = element.lang || lang;
  for (const node of element.childNodes) {
    if (node.nodeType === Node.ELEMENT_NODE && node.nodeName !== "BR") pieces(node, language, inside, found);
    else if (node.nodeType !== Node.COMMENT_NODE) {
      const last = found[found.length - 1];
      const text = node.data ?? " ";
      if (last?.block === inside && last.lang === language) last.text += text;
      else found.push({ block: inside, lang: language, text });
    }
  }
  return found;
}

/** What to say, one after the other: `words` of one sentence, with their `lang` and `block`. */
function sentences(page, lang) {
  return pieces(page, lang).flatMap(({ text, ...where }) =>
    (text.replace(/\s+/g, " ").trim().match(SENTENCE) ?? [])
      .filter((words) => SAYABLE.test(words))
      .map((words) => ({ words, ...where })),
  );
}

/** True when the bars of the page, or the edge of the window, leave `block` not wholly in sight. */
function outOfSight(block) {
  const { top, bottom } = block.getBoundingClientRect();
  const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(document.documentElement);
  return top < (parseFloat(scrollPaddingTop) || 0) || bottom > innerHeight - (parseFloat(scrollPaddingBottom) || 0);
}

/** Wire components/listen.html to the words in `data-listen-text`. Without a fitting voice it stays hidden. */
export function offerToListen() {
  const offer = document.querySelector("[data-listen]");
  const page = document.querySelector("[data-listen-text]");
  if (!offer || !page || !window.speechSynthesis) return;
  const [open, ask, bar, status] = offer.children;
  const [pause] = bar.children;
  const { lang } = page.closest("[lang]");
  let queue = [];
  let at = 0;
  let rate = 1;
  let marked = null;

  function mark(block) {
    if (block === marked) return;
    marked?.classList.remove("is-read");
    marked = block;
    marked?.classList.add("is-read");
    if (marked && outOfSight(marked)) marked.scrollIntoView();
  }

  /** Show one of `ask`, `bar` or neither. Focus goes along if it was here, or if a button was pressed. */
  function show(panel, pressed) {
    const follow = pressed || offer.contains(document.activeElement);
    ask.hidden = panel !== ask;
    bar.hidden = panel !== bar;
    open.disabled = panel === bar;
    open.setAttribute("aria-expanded", panel === ask);
    status.textContent = "";
    // Whoever stopped in the middle of the page wants to stay there.
    if (follow) (panel?.querySelector("button") ?? open).focus({ preventScroll: !panel });
    if (panel === ask) ask.scrollIntoView({ block: "nearest" });
  }

  function stop(pressed = false, why = "") {
    silence();
    mark(null);
    show(null, pressed);
    status.textContent = why;
  }

  function say(place) {
    at = place;
    const next = queue[at];
    if (!next) return stop();
    const voice = voiceFor(next.lang) ?? voiceFor(lang);
    if (!voice) return stop(false, offer.dataset.failed);
    mark(next.block);
    const now = new SpeechSynthesisUtterance(next.words);
    Object.assign(now, { voice, lang: voice.lang, rate }); // Android goes by the language, others by the voice
    now.onend = () => said === now && say(at + 1);
    now.onerror = () => said === now && stop(false, offer.dataset.failed);
    said = now;
    speechSynthesis.speak(now);
  }

  // The browser's own pause ends the reading on Android: so we fall silent, and go on from the start of the sentence.
  function hold(yes) {
    [pause.children[0].hidden, pause.children[1].hidden] = [yes, !yes];
    status.textContent = yes ? offer.dataset.paused : "";
    if (yes) silence();
    else say(at);
  }

  const acts = {
    open: () => (ask.hidden ? show(ask, true) : stop(true)),
    start() {
      queue = sentences(page, lang);
      at = 0;
      show(bar, true);
      hold(false);
    },
    stop: () => stop(true),
    pause: () => hold(said !== null),
    slower(button) {
      rate = rate === 1 ? SLOWER : 1; // from the next sentence on
      button.setAttribute("aria-pressed", rate !== 1);
    },
  };
  offer.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    acts[button?.dataset.act]?.(button);
  });
  addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && !(ask.hidden && bar.hidden)) stop();
  });
  addEventListener("click", ({ target }) => {
    if (!bar.hidden && target.closest("a[href]:not([href^='#'])")) stop(); // the next page may be slow to come
  });
  addEventListener("pagehide", () => stop());

  const look = () => voiceFor(lang) && (offer.hidden = false);
  speechSynthesis.onvoiceschanged = look; // Chrome has its voices late
  look();
}
