// The part Library: its list and jobs, files dropped or chosen, forms, and reading a document.
(() => {
  const POLL = 700; // ms between two looks at jobs that are under way
  const LATER = 202; // what was asked for waits: for other work, or until the library is open
  const root = document.documentElement;
  const place = () => document.getElementById("k-library-body");
  const byId = (id) => document.getElementById(id);
  let language = null; // of what is shown
  let built = null;
  let done = -1; // jobs that had ended when the list was loaded
  let reading = null; // the document that is open
  let timer = 0;
  let opening = 0;

  const address = (path) => `/library${path}?language=${root.dataset.language}`;
  const failed = () => byId("k-library-home")?.dataset.failed ?? "";

  async function ask(path, options) {
    try {
      const answer = await fetch(address(path), options);
      return { ok: answer.ok && !answer.headers.has("X-Kutip-Refused"), status: answer.status, text: await answer.text() };
    } catch {
      return { ok: false, status: 0, text: failed() };
    }
  }

  // "X-Kutip" says that this page asks, and names a file that is sent
  const send = (path, body, name = "page") =>
    ask(path, {
      method: "POST",
      headers: { "X-Kutip": encodeURIComponent(name), ...(body instanceof Blob ? {} : { "Content-Type": "application/json" }) },
      body: body instanceof Blob ? body : JSON.stringify(body),
    });

  // an error that interrupts, or a word on what goes on
  function note(words, kind = "error") {
    const line = document.createElement("p");
    line.className = `k-${kind}`;
    line.setAttribute("role", kind === "error" ? "alert" : "status");
    line.textContent = words;
    return line;
  }

  async function build() {
    const shell = await ask("/shell");
    if (shell.ok) place().innerHTML = shell.text;
    else place().replaceChildren(note(shell.text));
    reading = null;
    done = -1;
  }

  async function show() {
    if (root.dataset.part !== "library" || !place()) return;
    if (language !== root.dataset.language) {
      language = root.dataset.language;
      built = build();
    }
    await built; // this and the address are told at once, and each shows
    if (!byId("k-reader")) return;
    const wanted = /^#library\/([0-9a-f]+)\/(\d+)$/.exec(location.hash);
    if (wanted) return read(wanted[1], Number(wanted[2]));
    byId("k-reader").hidden = true;
    byId("k-library-home").hidden = false;
    await Promise.all([loadList(), loadJobs()]);
  }

  // until the library is open
  function wait(where, words) {
    where.replaceChildren(note(words, "lead"));
    clearTimeout(opening);
    opening = setTimeout(show, POLL);
  }

  async function loadList() {
    const list = byId("k-theses");
    if (list.querySelector("form")) return; // a form is being filled in
    const answer = await ask("/theses");
    clearTimeout(opening);
    if (answer.status === LATER) return wait(list, answer.text);
    list.removeAttribute("aria-busy");
    if (answer.ok) list.innerHTML = answer.text;
    else list.replaceChildren(note(answer.text));
    filter();
  }

  async function loadJobs() {
    clearTimeout(timer);
    const jobs = byId("k-jobs");
    if (!jobs) return;
    const answer = await ask("/jobs");
    const isTyping = jobs.querySelector("form")?.contains(document.activeElement);
    if (answer.ok && !isTyping) jobs.innerHTML = answer.text;
    const told = jobs.querySelector("[data-going]");
    const now = Number(told?.dataset.done ?? 0);
    if (now !== done && done >= 0) {
      loadList();
      kutip.askForChoices();
    }
    done = now;
    if (told?.dataset.going === "1" || !answer.ok) timer = setTimeout(loadJobs, POLL);
  }

  async function upload(files) {
    if (!byId("k-jobs")) return; // for readers
    const refusals = [];
    byId("k-jobs").querySelectorAll(":scope > .k-error").forEach((each) => each.remove());
    for (const file of files) {
      const isTooLarge = file.size > Number(byId("k-library-home").dataset.limit) * 2 ** 20;
      const answer = await send("/files", isTooLarge ? file.slice(0, Number(byId("k-library-home").dataset.limit) * 2 ** 20 + 1) : file, file.name);
      if (!answer.ok) refusals.push(answer.text);
      await loadJobs();
    }
    byId("k-jobs").prepend(...refusals.map(note));
  }

  function filter() {
    const words = byId("k-library-search").value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const item of document.querySelectorAll(".k-thesis-item")) {
      item.hidden = !words.every((word) => item.dataset.searched.includes(word));
      found += !item.hidden;
    }
    if (byId("k-none-match")) byId("k-none-match").hidden = found > 0;
  }

  async function openForm(item, what) {
    const form = item.querySelector(".k-form-place");
    const answer = await ask(`/theses/${item.dataset.thesis}/${what}`);
    if (answer.ok) form.innerHTML = answer.text;
    else form.replaceChildren(note(answer.text));
    form.querySelector("input, .k-danger")?.focus();
  }

  function closeForm(item) {
    item.querySelector(".k-form-place").replaceChildren();
    item.querySelector("[data-do]").focus();
  }

  async function submitted(form) {
    const item = form.closest(".k-thesis-item");
    const fields = new FormData(form);
    const given = { ...Object.fromEntries(fields), reset: fields.getAll("reset") };
    const buttons = form.querySelectorAll("button");
    buttons.forEach((button) => (button.disabled = true));
    const path = `/theses/${item.dataset.thesis}${form.matches(".k-remove") ? "/remove" : ""}`;
    const answer = await send(path, given);
    buttons.forEach((button) => (button.disabled = false));
    if (!answer.ok) return (form.querySelector(".k-form-note").textContent = answer.text);
    form.remove();
    await loadJobs();
    await loadList();
    if (answer.status === LATER) // until it is done and the list is loaded anew
      document.querySelector(`[data-thesis="${item.dataset.thesis}"] .k-form-place`)?.replaceChildren(note(answer.text, "later"));
    const again = document.querySelector(`[data-thesis="${item.dataset.thesis}"] [data-do]`);
    (again ?? byId("k-library-search")).focus();
  }

  // reading

  async function read(id, number) {
    byId("k-library-home").hidden = true;
    const reader = byId("k-reader");
    reader.hidden = false;
    if (reading !== id) {
      reading = id;
      const answer = await ask(`/documents/${id}`);
      if (reading !== id) return;
      if (answer.status === LATER) {
        reading = null;
        return wait(reader, answer.text);
      }
      if (answer.ok) reader.innerHTML = answer.text;
      else {
        reading = null;
        reader.replaceChildren(note(answer.text));
        return;
      }
      if (innerWidth < 900) reader.querySelector("nav details")?.removeAttribute("open");
      if (number === 1) return reader.querySelector("h2").focus({ preventScroll: true });
    }
    const page = byId(`k-read-${number}`);
    bring(page, "start");
    page?.focus({ preventScroll: true });
  }

  let brought = null; // what the reader was brought to, until the person moves on

  function bring(place, block) {
    brought = place && (() => place.scrollIntoView({ block }));
    brought?.();
  }

  let hits = []; // each the marks of one place: two where it goes over a page's end
  let at = -1;
  let sought = "";

  function mark(words) {
    for (const old of document.querySelectorAll(".k-page-text mark")) old.replaceWith(old.textContent);
    const texts = [...document.querySelectorAll(".k-page-text")];
    texts.forEach((text) => text.normalize());
    hits = [];
    at = -1;
    sought = words;
    if (words.trim().length < 2) return;
    // letters as they are, blanks and line ends alike; pages read on without a gap
    const escaped = words.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const pattern = new RegExp(escaped.replace(/\s+/g, "\\s+"), "giu");
    const pages = texts.map((text) => text.textContent);
    const found = [...pages.join("").matchAll(pattern)].map((hit) => [hit.index, hit.index + hit[0].length]);
    hits = found.map(() => []);
    let start = 0;
    texts.forEach((text, page) => {
      const end = start + pages[page].length;
      const here = [...found.keys()].filter((each) => found[each][0] < end && found[each][1] > start);
      markPage(text, pages[page], here, (offset) => Math.min(Math.max(offset - start, 0), pages[page].length), found);
      start = end;
    });
  }

  // the parts of these hits that stand on one page; within() is an offset of the whole as one of the page
  function markPage(text, words, here, within, found) {
    const parts = [];
    let end = 0;
    for (const each of here) {
      const [first, last] = found[each].map(within);
      const marked = document.createElement("mark");
      marked.textContent = words.slice(first, last);
      parts.push(words.slice(end, first), marked);
      hits[each].push(marked);
      end = last;
    }
    if (here.length) text.replaceChildren(...parts, words.slice(end));
  }

  function step(by) {
    const words = document.querySelector("#k-read-find input").value;
    if (words !== sought) mark(words);
    hits[at]?.forEach((marked) => marked.classList.remove("k-hit"));
    if (hits.length) {
      at = at < 0 ? (by > 0 ? 0 : hits.length - 1) : (at + by + hits.length) % hits.length;
      hits[at].forEach((marked) => marked.classList.add("k-hit"));
      bring(hits[at][0], "center");
    }
    document.querySelector("#k-read-find output").textContent = words.trim().length < 2 ? "" : `${at + 1} / ${hits.length}`;
  }

  // a picture above that is loaded later, of another shape than A4, must not push it away
  document.addEventListener("load", (event) => event.target.closest?.("#k-reader") && brought?.(), true);
  for (const moved of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    document.addEventListener(moved, () => (brought = null), { capture: true, passive: true });
  }

  const within = (event) => event.target.closest?.("#k-library-body");

  document.addEventListener("click", (event) => {
    if (!within(event)) return;
    const button = event.target.closest("[data-do], [data-step='-1']");
    if (!button) {
      const link = event.target.closest(`a[href^="#library/"]`);
      if (link && link.getAttribute("href") === location.hash) show(); // the same page once more
      return;
    }
    const item = button.closest(".k-thesis-item");
    if (button.dataset.step) step(-1);
    else if (button.dataset.do === "cancel") closeForm(item);
    else openForm(item, button.dataset.do);
  });
  document.addEventListener("submit", async (event) => {
    if (!within(event)) return;
    event.preventDefault();
    if (event.target.id === "k-read-find") return step(1);
    if (!event.target.matches(".k-password")) return submitted(event.target);
    const given = new FormData(event.target).get("password");
    const answer = await send(`/jobs/${event.target.dataset.job}/password`, { password: given });
    if (!answer.ok) return event.target.append(note(answer.text));
    event.target.remove();
    loadJobs();
  });
  document.addEventListener("input", (event) => {
    if (event.target.id === "k-library-search") filter();
  });
  document.addEventListener("change", (event) => {
    if (event.target.id !== "k-choose") return;
    const files = [...event.target.files];
    event.target.value = "";
    upload(files);
  });
  document.addEventListener("keydown", (event) => {
    const item = within(event) && event.target.closest("form") && event.target.closest(".k-thesis-item");
    if (event.key === "Escape" && item) closeForm(item);
  });
  const isDrop = (event) => root.dataset.part === "library" && event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!isDrop(event)) return;
    event.preventDefault();
    byId("k-drop")?.classList.add("k-over");
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget ?? byId("k-drop")?.classList.remove("k-over"));
  document.addEventListener("drop", (event) => {
    if (!isDrop(event)) return;
    event.preventDefault();
    byId("k-drop")?.classList.remove("k-over");
    upload([...event.dataTransfer.files]);
  });

  function start() {
    if (!place() || !root.dataset.part) return setTimeout(start, 50); // Gradio builds the page after this script has run
    new MutationObserver(show).observe(root, { attributes: true, attributeFilter: ["data-part", "data-language"] });
    window.addEventListener("hashchange", show);
    show();
  }
  start();
})();
