// The reader's conversations: which one is open, as the page's address says, and the list beside the chat.
(() => {
  const root = document.documentElement;
  const TYPING_PAUSE = 250; // ms: the search waits until nobody types
  let current = ""; // the id of the open conversation, "" for a new one
  let waiting = 0;
  let request = 0; // the latest list wins

  const text = (name) => document.querySelector(`#k-texts [data-name="${name}"] [lang="${kutip.language()}"]`).textContent;
  const inAddress = () => (/^[0-9a-f]{32}$/.exec(new URLSearchParams(location.search).get("c") ?? "") ?? [""])[0];
  const list = () => document.getElementById("k-conversation-list");
  const say = (words) => (document.getElementById("k-conversation-said").textContent = words);
  const query = (values) => new URLSearchParams({ ...values, language: kutip.language() });

  // Gradio is told by a button that nobody sees, and then asks for current()
  const tell = () => document.getElementById("k-conversation-open").click();

  function open(id, isNewStep) {
    if (isNewStep && id !== inAddress()) history.pushState(null, "", id ? `/?c=${id}` : "/");
    current = id;
    kutip.source.close();
    tell();
    showDrawer(false);
    refresh();
  }

  // the server says which conversation a question has begun or gone on with
  function opened(id) {
    if (id !== inAddress()) history.replaceState(null, "", (id ? `/?c=${id}` : "/") + location.hash);
    current = id;
    refresh();
  }

  async function refresh() {
    const mine = ++request;
    const find = document.getElementById("k-find");
    const words = find.value;
    find.placeholder = text("find_conversation");
    let html;
    try {
      const answer = await fetch(`/conversations?${query({ words, open_id: current })}`);
      html = answer.ok ? await answer.text() : null;
    } catch {
      html = null;
    }
    if (mine !== request) return;
    if (html === null) {
      list().replaceChildren(Object.assign(document.createElement("p"), { className: "k-none", textContent: text("conversations_failed") }));
      return;
    }
    list().innerHTML = html;
    for (const time of list().querySelectorAll("time"))
      time.textContent = new Date(time.dateTime).toLocaleString(kutip.language(), { dateStyle: "medium", timeStyle: "short" });
    for (const link of list().querySelectorAll("[data-export]")) link.href += `?${query({})}`;
    if (words) say(`${list().querySelectorAll("li").length} ${text("found_count")}`);
  }

  async function change(method, path, values, done) {
    let failed = text("conversations_failed");
    try {
      const answer = await fetch(`${path}?${query(values)}`, { method });
      failed = answer.ok ? "" : await answer.text();
    } catch {
      // the sentence above says it
    }
    await refresh();
    if (failed) list().prepend(Object.assign(document.createElement("p"), { className: "k-error", role: "alert", textContent: failed }));
    say(failed || done);
    document.getElementById("k-conversations-title").focus({ preventScroll: true });
    return !failed;
  }

  async function remove(id) {
    const path = id ? `/conversations/${id}` : "/conversations";
    const gone = await change("DELETE", path, {}, text("deleted"));
    if (gone && (!id || id === current)) open("", true);
  }

  function showDrawer(isOpen) {
    root.classList.toggle("k-conversations-shown", isOpen);
    const button = document.querySelector(".k-conversations-open");
    button.setAttribute("aria-expanded", isOpen);
    if (isOpen) document.getElementById("k-conversations-title").focus({ preventScroll: true });
    else if (document.getElementById("k-conversations").contains(document.activeElement)) button.focus();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.k-conversation");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open(link.dataset.id, true);
      return;
    }
    if (event.target.closest(".k-new")) {
      open("", true);
      kutip.focusQuestion();
      return;
    }
    if (event.target.closest(".k-conversations-open")) showDrawer(!root.classList.contains("k-conversations-shown"));
    if (event.target.closest(".k-conversations-close")) showDrawer(false);
    const button = event.target.closest("#k-conversations [data-delete]");
    if (button) remove(button.dataset.delete);
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.closest("#k-conversations")) return;
    event.preventDefault();
    if (event.target.matches(".k-rename")) {
      const title = event.target.elements.title.value;
      change("POST", `/conversations/${event.target.dataset.id}/title`, { title }, text("renamed"));
    } else refresh();
  });

  document.addEventListener("input", (event) => {
    if (event.target.id !== "k-find") return;
    clearTimeout(waiting);
    waiting = setTimeout(refresh, TYPING_PAUSE);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !root.classList.contains("k-conversations-shown")) return;
    event.stopImmediatePropagation();
    showDrawer(false);
  });

  window.addEventListener("popstate", () => {
    if (inAddress() !== current) open(inAddress(), false);
  });

  // the conversation of the address is there as soon as a question could be asked
  function start() {
    if (!document.querySelector("#k-question textarea:enabled") || !document.getElementById("k-conversations"))
      return setTimeout(start, 50);
    if (inAddress()) open(inAddress(), false);
    else refresh();
  }

  kutip.conversations = { start, opened, refresh, current: () => current };
})();
