// What the page does in the browser: the language, the source panel, copying. No request but to Kutip's own addresses.
(() => {
  const STORED = "kutip-language";
  const root = document.documentElement;
  let opener = null; // the link that the open source was reached from: closing gives the focus back to it
  let address = null; // what is open, as {path, number}
  let request = 0; // the latest click wins

  const language = () => root.dataset.language;

  function setLanguage(chosen) {
    root.dataset.language = chosen === "id" ? "id" : "en";
    root.lang = language();
    try {
      localStorage.setItem(STORED, language());
    } catch {
      // private windows may have no storage; the choice then lasts as long as the page
    }
    if (address) load(address, false);
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

  // "#source/<document>/<start>-<end>/<number>", as the links of an answer and shared addresses have it
  function parse(fragment) {
    const found = /^#source\/([0-9a-f]+)\/(\d+-\d+)\/(\d+)$/.exec(fragment);
    return found && { path: `/sources/${found[1]}/${found[2]}`, number: found[3] };
  }

  const text = (name) => document.querySelector(`#k-texts [data-name="${name}"] [lang="${language()}"]`).textContent;
  const body = () => document.getElementById("k-source-body");

  async function load(target, takeFocus) {
    const mine = ++request;
    address = target;
    root.classList.add("k-source-open");
    body().setAttribute("aria-busy", "true");
    let html;
    try {
      const answer = await fetch(`${target.path}?number=${target.number}&language=${language()}`);
      html = await answer.text();
    } catch {
      html = null;
    }
    if (mine !== request) return;
    body().removeAttribute("aria-busy");
    if (html === null || !html.includes("k-source-title")) {
      const note = document.createElement("p");
      note.className = "k-error";
      note.setAttribute("role", "alert");
      note.textContent = text("source_failed");
      body().replaceChildren(note);
    } else {
      body().innerHTML = html;
    }
    const title = body().querySelector(".k-source-title");
    if (takeFocus && title) title.focus({ preventScroll: true });
    showMark();
  }

  // scroll the panel, and only the panel, until the first marked words stand in its upper part
  function showMark() {
    const panel = document.getElementById("k-source");
    panel.scrollTop = 0;
    const mark = panel.querySelector(".k-mark");
    if (!mark) return;
    const below = mark.getBoundingClientRect().top - panel.getBoundingClientRect().top;
    if (below > panel.clientHeight * 0.8) panel.scrollTop = below - panel.clientHeight * 0.35;
  }

  function close() {
    address = null;
    request++;
    root.classList.remove("k-source-open");
    document.querySelectorAll(".k-cite.k-open").forEach((link) => link.classList.remove("k-open"));
    const empty = document.getElementById("k-source-empty");
    body().replaceChildren(empty.content.cloneNode(true));
    if (opener?.isConnected) opener.focus();
    opener = null;
  }

  async function copy(button) {
    const quote = document.getElementById("k-quote").textContent;
    let copied = true;
    try {
      await navigator.clipboard.writeText(quote);
    } catch {
      copied = copyBySelection(quote);
    }
    const label = button.textContent;
    button.textContent = copied ? button.dataset.done : button.dataset.failed;
    setTimeout(() => (button.textContent = label), 2500);
  }

  // the clipboard interface exists on https and on this machine's own address only
  function copyBySelection(quote) {
    const field = document.createElement("textarea");
    field.value = quote;
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    return copied;
  }

  // what a follow-up was understood as, into the question's box, to be changed and asked again
  function editQuestion(words) {
    const box = document.querySelector("#k-question textarea");
    box.value = words;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  }

  // the parts of the page: "#ask" and "#evaluate"; the other one is hidden, not gone
  function showPart(fragment) {
    const part = fragment === "#evaluate" ? "evaluate" : "ask";
    root.dataset.part = part;
    document.querySelectorAll(".k-tab").forEach((tab) => {
      const isHere = tab.id === `k-tab-${part}`;
      tab.classList.toggle("k-here", isHere);
      if (isHere) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    });
  }

  window.addEventListener("hashchange", () => showPart(location.hash));

  document.addEventListener("click", (event) => {
    const tab = event.target.closest(".k-tab");
    if (tab) {
      event.preventDefault();
      history.replaceState(null, "", tab.getAttribute("href"));
      showPart(tab.getAttribute("href"));
      return;
    }
    const link = event.target.closest("a.k-cite");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const target = parse(link.getAttribute("href"));
      if (!target) return;
      event.preventDefault();
      document.querySelectorAll(".k-cite.k-open").forEach((other) => other.classList.remove("k-open"));
      link.classList.add("k-open");
      opener = link;
      load(target, true);
      return;
    }
    const change = event.target.closest("a.k-change");
    if (change) {
      event.preventDefault();
      editQuestion(change.parentElement.querySelector(".k-standalone").textContent);
      return;
    }
    if (event.target.closest(".k-close")) close();
    const button = event.target.closest(".k-copy");
    if (button) copy(button);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && address) close();
  });

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
    const built = ["k-source", "k-source-empty", "k-texts", "k-chat"].every((id) => document.getElementById(id));
    if (!built) return setTimeout(start, 50); // Gradio builds the page after this script has run
    root.lang = language();
    showPart(location.hash);
    close();
    followQuestions(document.getElementById("k-chat"));
    const shared = parse(location.hash);
    if (shared) load(shared, true);
  }

  root.dataset.language = firstLanguage();
  window.kutip = { language, setLanguage, start };
  start();
})();
