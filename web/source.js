// The source panel: opening a citation, leafing and zooming, copying; and the small preview of a number's quote.
(() => {
  const root = document.documentElement;
  const PREVIEW_DELAY = 250; // ms: a pointer that only passes over a number opens nothing
  let opener = null; // the link that the open source was reached from: closing gives the focus back to it
  let address = null; // what is open, as {kind, path, number}
  let request = 0; // the latest click wins
  let cited = null; // the cited pages as they were opened, to come back to after leafing
  let zoom = "fit";

  // "#source/<document>/<start>-<end>/<number>", as the links of an answer and shared addresses have it; "#nearest/…" is
  // what came nearest to a question that is not answered
  function parse(fragment) {
    const found = /^#(source|nearest)\/([0-9a-f]+)\/(\d+-\d+)\/(\d+)$/.exec(fragment);
    return found && { kind: found[1], path: `/sources/${found[2]}/${found[3]}`, number: found[4], fragment };
  }

  const text = (name) =>
    document.querySelector(`#k-texts [data-name="${name}"] [lang="${kutip.language()}"]`).textContent;
  const body = () => document.getElementById("k-source-body");
  const panel = () => document.getElementById("k-source");
  const leaves = () => document.getElementById("k-leaves");

  // the text of an address of ours, null where there is none to show
  async function fetched(path, parameters, sign) {
    try {
      const answer = await fetch(`${path}?${new URLSearchParams({ ...parameters, language: kutip.language() })}`);
      const html = await answer.text();
      return html.includes(sign) ? html : null;
    } catch {
      return null;
    }
  }

  function failure() {
    const note = document.createElement("p");
    note.className = "k-error";
    note.setAttribute("role", "alert");
    note.textContent = text("source_failed");
    return note;
  }

  async function load(target, takeFocus) {
    const mine = ++request;
    address = target;
    root.classList.add("k-source-open");
    panel().dataset.kind = target.kind;
    body().setAttribute("aria-busy", "true");
    const html = await fetched(target.path, { number: target.number, kind: target.kind }, "k-source-title");
    if (mine !== request) return;
    body().removeAttribute("aria-busy");
    if (html === null) body().replaceChildren(failure());
    else body().innerHTML = html;
    cited = leaves() ? [...leaves().children] : null;
    if (leaves()) showTools();
    const title = body().querySelector(".k-source-title");
    if (takeFocus && title) title.focus({ preventScroll: true });
    panel().scrollTop = 0;
    showMark(0.8);
  }

  // scroll the panel, and only the panel, until the first marked words stand in its upper part
  function showMark(lowest) {
    const mark = panel().querySelector(".k-mark");
    if (!mark) return;
    const frame = mark.closest(".k-frame");
    const left = mark.offsetLeft - frame.clientWidth * 0.1;
    frame.scrollLeft = frame.scrollWidth > frame.clientWidth ? left : 0;
    const below = mark.getBoundingClientRect().top - panel().getBoundingClientRect().top;
    if (below > panel().clientHeight * lowest || below < 0) panel().scrollTop += below - panel().clientHeight * 0.35;
  }

  function close() {
    address = null;
    cited = null;
    request++;
    root.classList.remove("k-source-open");
    document.querySelectorAll(".k-open").forEach((link) => link.classList.remove("k-open"));
    body().replaceChildren(document.getElementById("k-source-empty").content.cloneNode(true));
    if (opener?.isConnected) opener.focus();
    opener = null;
  }

  // leafing: one page back or on from what is shown, or back (0) to the cited pages

  const shownPages = () => [...leaves().querySelectorAll(".k-page")].map((page) => Number(page.dataset.page));
  const next = (step) => (step < 0 ? Math.min(...shownPages()) : Math.max(...shownPages())) + step;
  const exists = (index) => index >= 0 && index < Number(leaves().dataset.pages);

  async function leaf(step) {
    const mine = ++request;
    if (step === 0) {
      leaves().replaceChildren(...cited);
    } else {
      const index = next(step);
      if (!exists(index)) return;
      leaves().setAttribute("aria-busy", "true");
      const html = await fetched(`${address.path}/pages/${index}`, {}, "k-page");
      if (mine !== request) return;
      leaves().removeAttribute("aria-busy");
      if (html === null) leaves().replaceChildren(failure(), ...cited);
      else leaves().innerHTML = html;
    }
    showTools();
    const top = panel().querySelector(".k-tools").offsetTop;
    if (panel().scrollTop > top || step !== 0) panel().scrollTop = top;
    if (step === 0) showMark(0.8);
  }

  function setZoom(size) {
    zoom = size;
    showTools();
    showMark(0.8);
  }

  // the state of the tools, and the pages in the size that was chosen
  function showTools() {
    leaves().dataset.zoom = zoom;
    for (const button of panel().querySelectorAll("[data-zoom][aria-pressed]"))
      button.setAttribute("aria-pressed", button.dataset.zoom === zoom);
    for (const button of panel().querySelectorAll("[data-leaf]")) {
      const step = Number(button.dataset.leaf);
      const useless = step === 0 ? leaves().firstElementChild === cited[0] : !exists(next(step));
      button.setAttribute("aria-disabled", useless); // not "disabled", which would lose the focus
    }
    for (const image of panel().querySelectorAll(".k-sheet img"))
      image.sizes = `${Math.ceil(image.parentElement.getBoundingClientRect().width)}px`;
  }

  async function copy(button) {
    const link = location.origin + location.pathname + (address?.fragment ?? "");
    const from = { quote: "k-quote" }[button.dataset.copy] ?? `k-copy-${button.dataset.copy}`;
    const words = button.dataset.copy === "link" ? link : document.getElementById(from).textContent;
    let copied = true;
    try {
      await navigator.clipboard.writeText(words);
    } catch {
      copied = copyBySelection(words);
    }
    button.dataset.label ??= button.innerHTML;
    button.textContent = copied ? button.dataset.done : button.dataset.failed;
    setTimeout(() => (button.innerHTML = button.dataset.label), 2500);
  }

  // the styles are set when somebody asks for them: that takes longer than the page itself
  async function showCiting(details) {
    const into = details.querySelector(".k-citing-body");
    if (!details.open || into.children.length) return;
    const html = await fetched(`${address.path}/citation`, {}, "k-copy");
    if (html !== null) into.innerHTML = html;
    else into.replaceChildren(Object.assign(document.createElement("p"), { className: "k-error", role: "alert", textContent: text("citing_failed") }));
  }

  document.addEventListener("toggle", (event) => event.target.matches?.(".k-citing") && showCiting(event.target), true);

  // the clipboard interface exists on https and on this machine's own address only
  function copyBySelection(words) {
    const field = document.createElement("textarea");
    field.value = words;
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    return copied;
  }

  // the preview: it can be pointed at, and Escape closes it (WCAG 1.4.13)

  const preview = () => document.getElementById("k-preview");
  const previewed = new Map(); // by address and language
  let over = null; // the number that is pointed at or has the focus
  let waiting = 0;

  function awaitPreview(link) {
    if (over === link) return clearTimeout(waiting);
    hidePreview();
    over = link;
    waiting = setTimeout(() => showPreview(link), PREVIEW_DELAY);
  }

  async function showPreview(link) {
    const target = parse(link.getAttribute("href"));
    if (!target) return;
    const key = target.path + kutip.language();
    const html = previewed.get(key) ?? (await fetched(`${target.path}/preview`, {}, "k-preview-quote"));
    if (html === null || over !== link || !link.isConnected) return;
    previewed.set(key, html);
    const box = preview();
    box.innerHTML = html;
    box.hidden = false;
    link.setAttribute("aria-describedby", "k-preview");
    const at = link.getBoundingClientRect();
    const isAbove = at.top > box.offsetHeight + 16;
    box.style.left = `${Math.max(8, Math.min(at.left - 24, innerWidth - box.offsetWidth - 8))}px`;
    box.style.top = `${isAbove ? at.top - box.offsetHeight - 4 : at.bottom + 4}px`;
  }

  function hidePreview() {
    clearTimeout(waiting);
    over?.removeAttribute("aria-describedby");
    over = null;
    preview().hidden = true;
  }

  const numberAt = (event) => event.target.closest?.("a.k-cite");

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = numberAt(event);
    if (link) awaitPreview(link);
    else if (over && event.target.closest?.("#k-preview")) clearTimeout(waiting);
    else if (over && over !== document.activeElement) {
      clearTimeout(waiting);
      waiting = setTimeout(hidePreview, PREVIEW_DELAY); // time to reach the preview itself
    }
  });
  document.addEventListener("focusin", (event) => {
    const link = numberAt(event);
    if (link?.matches(":focus-visible")) awaitPreview(link);
    else if (over) hidePreview();
  });
  document.addEventListener("scroll", () => preview()?.hidden === false && hidePreview(), { capture: true, passive: true });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.k-cite, a.k-near-link, a.k-opens");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const target = parse(link.getAttribute("href"));
      if (!target) return;
      event.preventDefault();
      hidePreview();
      document.querySelectorAll(".k-open").forEach((other) => other.classList.remove("k-open"));
      link.classList.add("k-open");
      opener = link;
      load(target, true);
      return;
    }
    if (event.target.closest(".k-close")) close();
    const button = event.target.closest("#k-source button");
    if (button?.matches(".k-copy")) copy(button);
    else if (button?.dataset.zoom) setZoom(button.dataset.zoom);
    else if (button?.dataset.leaf && button.getAttribute("aria-disabled") !== "true") leaf(Number(button.dataset.leaf));
  });

  const KEYS = {
    ArrowLeft: () => leaf(-1),
    ArrowRight: () => leaf(1),
    0: () => setZoom("fit"),
    1: () => setZoom("100"),
    2: () => setZoom("200"),
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (over && !preview().hidden) hidePreview();
      else if (address) close();
      return;
    }
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!isPlain || !address || !leaves() || !panel().contains(document.activeElement)) return;
    const frame = panel().querySelector(".k-frame");
    const isWide = frame && frame.scrollWidth > frame.clientWidth + 1;
    if (!(event.key in KEYS) || (isWide && event.key.startsWith("Arrow"))) return; // arrows move a page that is wider
    event.preventDefault();
    KEYS[event.key]();
  });

  // page.js, which comes after, adds its own
  window.kutip = {
    source: {
      close() {
        if (address) close();
      },
      start() {
        close();
        const shared = parse(location.hash);
        if (shared) load(shared, true);
      },
      changeLanguage() {
        if (address) load(address, false);
      },
    },
  };
})();
