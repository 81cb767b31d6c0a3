// What the page does in the browser: the language, its parts, the question's box and filters. The source panel is in source.js.
(() => {
  const STORED = "kutip-language";
  const root = document.documentElement;

  const language = () => root.dataset.language;

  function setLanguage(chosen) {
    root.dataset.language = chosen === "id" ? "id" : "en";
    root.lang = language();
    try {
      localStorage.setItem(STORED, language());
    } catch {
      // private windows may have no storage; the choice then lasts as long as the page
    }
    kutip.source.changeLanguage();
    if (document.getElementById("k-conversation-list")) kutip.conversations.refresh();
    if (document.getElementById("k-question")) nameButtons();
    return language();
  }

  function firstLanguage() {
    let stored = null;
    try {
      stored = localStorage.getItem(STORED);
    } catch {
      // as above
    }
    return stored ?? (navigator.language.toLowerCase().startsWith("id") ? "id" : "en");
  }

  // what a follow-up was understood as, into the question's box, to be changed and asked again
  function editQuestion(words) {
    const box = document.querySelector("#k-question textarea");
    box.value = words;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  }

  // the parts of the page, as "#verify" names them; the others are hidden, not gone
  const PARTS = ["ask", "verify", "matrix", "library", "evaluate"];

  function showPart(fragment) {
    const named = fragment.slice(1).split("/")[0];
    const part = PARTS.includes(named) ? named : "ask";
    root.dataset.part = part;
    document.querySelectorAll(".k-tab").forEach((tab) => {
      const isHere = tab.id === `k-tab-${part}`;
      tab.classList.toggle("k-here", isHere);
      if (isHere) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    });
  }

  // the lists of theses as the library has them now; Gradio is told by a button that nobody sees
  const askForChoices = () => document.getElementById("k-choices-asked")?.click();

  window.addEventListener("hashchange", () => {
    showPart(location.hash);
    askForChoices();
  });

  document.addEventListener("click", (event) => {
    const tab = event.target.closest(".k-tab");
    if (tab) {
      event.preventDefault();
      history.replaceState(null, "", tab.getAttribute("href"));
      showPart(tab.getAttribute("href"));
      askForChoices();
      return;
    }
    const verdict = event.target.closest("a[data-verdict]");
    if (verdict) {
      event.preventDefault();
      showVerdict(verdict);
      return;
    }
    const change = event.target.closest("a.k-change");
    if (change) {
      event.preventDefault();
      editQuestion(change.parentElement.querySelector(".k-standalone").textContent);
      return;
    }
  });

  // a mark in a checked draft and its row in the table: a click on the one shows the other
  function showVerdict(link) {
    const number = link.dataset.verdict;
    const pair = [document.getElementById(`k-span-${number}`), document.getElementById(`k-verdict-${number}`)];
    document.querySelectorAll(".k-current").forEach((other) => other.classList.remove("k-current"));
    pair.forEach((each) => each.classList.add("k-current"));
    const other = link === pair[0] ? pair[1] : pair[0];
    other.scrollIntoView({ block: "nearest" });
    if (link.matches(".k-to-span")) other.focus({ preventScroll: true });
  }

  // the form of the filters under the question's box; its button is Gradio's and has no attribute of its own for this
  function toggleFilters() {
    const isOpen = root.classList.toggle("k-filters-open");
    const button = document.getElementById("k-filter-button");
    button.setAttribute("aria-expanded", isOpen);
    button.setAttribute("aria-controls", "k-filters");
  }

  // the round button in the question's box is Gradio's and has a picture only; its fields for a file speak the browser's language
  function nameButtons() {
    const name = (name) => document.querySelector(`#k-texts [data-name="${name}"] [lang="${language()}"]`).textContent;
    const box = document.getElementById("k-question");
    box.querySelector("[data-testid=submit-button]")?.setAttribute("aria-label", name("send_question"));
    box.querySelector("[data-testid=stop-button]")?.setAttribute("aria-label", name("stop_answer"));
    document.querySelectorAll("button.upload-container").forEach((field) => {
      field.setAttribute("aria-label", name("choose_file"));
      field.dataset.named = "";
    });
  }

  const focusQuestion = () => document.querySelector("#k-question textarea").focus();

  // a new question goes to the top of the chat, so that its answer is read from its beginning
  function followQuestions(chat) {
    let asked = 0;
    new MutationObserver(() => {
      const questions = chat.querySelectorAll(".k-asked");
      if (questions.length > asked) questions[questions.length - 1].scrollIntoView({ block: "start" });
      asked = questions.length;
    }).observe(chat, { childList: true, subtree: true });
  }

  function start() {
    const built = ["k-source", "k-source-empty", "k-texts", "k-chat", "k-question", "k-filter-button", "k-conversations", "k-verify-file", "k-upload"].every((id) => document.getElementById(id));
    if (!built) return setTimeout(start, 50); // Gradio builds the page after this script has run
    root.lang = language();
    showPart(location.hash);
    document.getElementById("k-filter-button").setAttribute("aria-expanded", "false");
    followQuestions(document.getElementById("k-chat"));
    nameButtons();
    ["k-question", "k-verify-file", "k-upload"].forEach((id) => {
      new MutationObserver(nameButtons).observe(document.getElementById(id), { childList: true, subtree: true });
    });
    kutip.source.start();
    kutip.conversations.start();
  }

  root.dataset.language = firstLanguage();
  Object.assign(window.kutip, { language, setLanguage, toggleFilters, focusQuestion, askForChoices });
  start();
})();
