// The buttons beside the letter to the school. Without this script the page can be printed and the letter marked by hand.

const ISOLATES = /[\u2066-\u2069]/g; // they keep names in order on the page; not every program knows them

/** The letter as plain text, a blank line between its paragraphs. */
const text = (letter) => [...letter.children].map((one) => one.innerText.replace(ISOLATES, "")).join("\n\n");

/** Mark the letter, so that it can be copied by hand where a browser does not let a page do it. */
const mark = (letter) => getSelection().selectAllChildren(letter);

/** Let the buttons `data-copy` and `data-print` do what they say. */
export function offerTheLetter() {
  document.querySelector("[data-print]")?.addEventListener("click", () => print());
  const button = document.querySelector("[data-copy]");
  button?.addEventListener("click", async () => {
    const letter = document.getElementById(button.dataset.copy);
    const status = document.querySelector("[data-copy-status]");
    status.textContent = "";
    try {
      await navigator.clipboard.writeText(text(letter));
      status.textContent = button.dataset.copied;
    } catch {
      mark(letter);
      status.textContent = button.dataset.marked;
    }
  });
}
