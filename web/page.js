"use strict";

// The ids of the fields, which are also what the WebAssembly calls them.
const fields = ["signature", "error-code", "sdk", "key", "secret", "at", "join-key", "join-meeting", "join-role"];

const $ = (id) => document.getElementById(id);

// add appends a new element with these attributes and children. Text only ever gets into the page as text.
function add(parent, tag, attributes = {}, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value);
  e.append(...children);
  parent.append(e);
  return e;
}

const show = (e, visible) => e.toggleAttribute("hidden", !visible);

// say changes a text only if it is another, so that screen readers do not repeat it with each key.
function say(e, text) {
  if (e.textContent !== text) e.textContent = text;
}

// --- Loading

let ready = false; // the WebAssembly runs

async function load() {
  try {
    if (typeof WebAssembly !== "object") throw new Error("This browser does not support WebAssembly, which this page needs.");
    const response = await fetch($("progress").dataset.file);
    if (!response.ok) throw new Error(`The check could not be loaded: the server responded with ${response.status} to zoomsig.wasm. Reload the page.`);
    const go = new Go();
    const { instance } = await WebAssembly.instantiateStreaming(watch(response), go.importObject);
    const stopped = () => fail("The check stopped unexpectedly. Reload the page to start it again.");
    go.run(instance).then(stopped, stopped);
  } catch (e) {
    return fail(e instanceof TypeError ? "The check could not be loaded. The page works only from a web server, with a connection." : e.message);
  }
  forbidRequests();
  show($("loading"), false);
  ready = true;
  update();
}

// watch returns a response like another, and shows the progress while it is read.
function watch(response) {
  const counter = new TransformStream({
    transform(chunk, controller) {
      $("progress").value += chunk.length;
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counter), { headers: { "Content-Type": "application/wasm" } });
}

// forbidRequests makes the page's promise true: from then on nothing can be requested, not even from its own server.
function forbidRequests() {
  add(document.head, "meta", { "http-equiv": "Content-Security-Policy", content: "default-src 'none'" });
}

function fail(message) {
  ready = false;
  forbidRequests();
  show($("loading"), false);
  showNothing("");
  $("failure-text").textContent = message;
  show($("failure"), true);
}

// --- Diagnosis

// longest is how many characters of a text are checked. A signature has a few hundred, and a browser takes a second to
// lay out a field of more lines than that.
const longest = 20_000;

const now = () => Math.floor(Date.now() / 1000);

let enteredAt = now(); // the Unix time at which the signature was entered, as of which it is checked
let shown = ""; // the values whose diagnosis is shown

// update diagnoses what the fields hold, if that has changed.
function update() {
  const values = Object.fromEntries(fields.map((id) => [id, $(id).value]));
  const given = fields.filter((id) => values[id] !== "");
  const others = given.filter((id) => $("more").contains($(id)));
  say($("given"), others.length === 0 ? "" : `(${others.length} filled in)`);
  show($("clear"), ready && given.length > 0);
  say($("secret-space"), spaceAround(values.secret));
  const asked = values.signature !== "" || values["error-code"] !== "";
  show($("examples"), !asked);
  if (!ready) return showNothing(asked && $("failure").hidden ? "Checking as soon as the page has loaded …" : "");
  const tooLong = given.find((id) => values[id].length > longest);
  if (tooLong !== undefined) return showNothing(tooLongText(values[tooLong].length));
  if (!asked) return showNothing("");

  const key = JSON.stringify([values, enteredAt]);
  if (key === shown) return;
  const response = zoomsigDiagnose({ ...values, now: String(enteredAt) });
  if (response === undefined) return; // it has stopped, and load says so
  const result = JSON.parse(response);
  say($("at-problem"), result.problem);
  $("at").setAttribute("aria-invalid", String(result.problem !== ""));
  if (result.problem !== "") {
    $("more").open = true;
    return showNothing("The time of the rejection cannot be read. Correct it to see the diagnosis.");
  }
  showReport(result, values);
  shown = key;
}

function spaceAround(secret) {
  const before = /^\s/.test(secret), after = /\s$/.test(secret);
  if (!before && !after) return "";
  return `There is white space ${before ? "before" : ""}${before && after ? " and " : ""}${after ? "after" : ""} the secret.`;
}

const tooLongText = (length) => `The text has ${length.toLocaleString("en-US")} characters, too many to be checked. A signature has a few hundred: paste it alone.`;

const verdicts = {
  errors: "Error",
  elsewhere: "The cause is elsewhere",
  unproven: "Not proven",
  clean: "No error",
};

function showVerdict(verdict, summary) {
  if (verdict === "") delete $("diagnosis").dataset.verdict;
  else $("diagnosis").dataset.verdict = verdict;
  say($("verdict-name").querySelector("span"), verdicts[verdict] ?? "");
  say($("verdict"), summary);
  show($("answer"), summary !== "");
}

// showNothing shows a text instead of a diagnosis, of which nothing is left.
function showNothing(text) {
  shown = "";
  delete $("diagnosis").dataset.format;
  show($("details"), false);
  showVerdict("", text);
  for (const id of ["findings", "header", "payload", "report", "command", "command-help", "copied"]) $(id).replaceChildren();
  for (const list of $("details").querySelectorAll("#times ol, #checked ul, #unchecked ul")) list.replaceChildren();
}

function showReport({ report, text, command, help }, values) {
  $("diagnosis").dataset.format = report.format;
  showVerdict(report.verdict, report.summary);
  const start = report.times.find((t) => t.part === "iat" || t.part === "timestamp");
  show($("as-of"), values.signature !== "");
  say($("as-of").querySelector("span"), `Checked as of ${report.at}${values.at === "" ? ", when it was entered." : "."}`);
  $("as-issued").dataset.at = start?.at ?? "";
  show($("as-issued"), start !== undefined && start.at !== report.at);
  showFindings(report.findings);
  showTimes(report);
  showDecoded(report);
  showChecks($("checked"), report.checked);
  showChecks($("unchecked"), report.unchecked);
  // What was not checked is what to do next, unless there is an error.
  (report.verdict === "unproven" ? $("findings") : $("checked")).before($("unchecked"));
  $("report").textContent = text;
  $("command").textContent = command;
  for (const id of ["command", "copy-command"]) show($(id), command !== "");
  say($("command-help"), help);
  say($("copied"), "");
  show($("details"), true);
}

// --- Findings

const severities = { error: "Error", warning: "Warning", info: "Note" };

let language = "JavaScript"; // of the snippets

// showFindings shows neighbors that share code and hint together.
function showFindings(findings) {
  const parent = $("findings");
  parent.replaceChildren();
  let card, before, snippets;
  for (const f of findings) {
    if (before === undefined || f.code !== before.code || f.hint !== before.hint) {
      const isFirst = before === undefined && f.severity !== "info" && findings.length > 1;
      card = add(parent, "section", { class: `finding ${f.severity}` });
      const title = add(card, "h2");
      add(title, "span", { class: "badge" }, isFirst ? `${severities[f.severity]}: fix this first` : severities[f.severity]);
      add(title, "code", {}, f.code);
      showHint(card, f.hint);
      const same = JSON.stringify(f.snippets);
      card.facts = add(card, "div", { class: "facts" });
      if (f.snippets.length > 0 && same !== snippets) showSnippets(card, f.snippets);
      snippets = same;
    }
    before = f;
    const facts = add(card.facts, "dl", { "data-code": f.code, "data-severity": f.severity });
    for (const [term, text] of [["Part", f.part], ["Found", f.found], ["Expected", f.expected]]) {
      if (text === "") continue;
      const row = add(facts, "div");
      add(row, "dt", {}, term);
      add(row, "dd", {}, text);
    }
  }
}

// showHint writes the lines of a hint as paragraphs, and the ones that begin with a dash as a list.
function showHint(parent, hint) {
  let list = null;
  for (const line of hint.split("\n")) {
    const isItem = line.startsWith("- ");
    if (!isItem) list = null;
    else list ??= add(parent, "ul", { class: "hint" });
    add(list ?? parent, isItem ? "li" : "p", isItem ? {} : { class: "hint" }, isItem ? line.slice(2) : line);
  }
}

// showSnippets shows one of the snippets. The choice of its language is one for the whole page.
function showSnippets(parent, snippets) {
  const box = add(parent, "div", { class: "snippets" });
  const select = add(add(box, "label", {}, "In "), "select", { "aria-label": "Language of the code" });
  const code = add(box, "pre");
  for (const s of snippets) add(select, "option", {}, s.language);
  const choose = () => {
    const snippet = snippets.find((s) => s.language === language) ?? snippets[0];
    select.value = snippet.language;
    code.textContent = snippet.code;
  };
  select.addEventListener("change", () => {
    language = select.value;
    for (const other of document.querySelectorAll(".snippets")) other.choose();
  });
  box.choose = choose;
  choose();
}

// showTimes lists the times of the signature and that of the check, the earliest first.
function showTimes({ times, findings, at }) {
  const parent = $("times").querySelector("ol");
  parent.replaceChildren();
  show($("times"), times.length > 0);
  const severityOf = (part) => findings.find((f) => f.part === part && f.severity !== "info")?.severity ?? "";
  const all = [...times, { part: "check", meaning: `${at}, the time of the check`, at }];
  for (const t of all.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    const item = add(parent, "li", { class: t.part === "check" ? "check" : severityOf(t.part) });
    if (t.part !== "check") add(item, "code", {}, t.part);
    item.append(" ", t.meaning);
  }
  $("times").open ||= times.some((t) => severityOf(t.part) !== "");
}

// The fields that give what was not checked.
const fieldOf = { key: "key", secret: "secret", sdk: "sdk", "error-code": "error-code", join: "join-key" };
const enter = { key: "Enter the key", secret: "Enter the secret", sdk: "Choose the SDK", "error-code": "Enter the error code", join: "Enter what join gets" };

function showChecks(section, checks) {
  const list = section.querySelector("ul");
  list.replaceChildren();
  show(section, checks.length > 0);
  for (const { name, text } of checks) {
    const item = add(list, "li", { "data-name": name }, text);
    if (section.id !== "unchecked" || !Object.hasOwn(fieldOf, name)) continue;
    const field = $(fieldOf[name]);
    item.append(" ");
    add(item, "a", { href: `#${field.id}` }, enter[name]).addEventListener("click", (event) => {
      event.preventDefault(); // the address stays as it is
      if ($("more").contains(field)) $("more").open = true;
      field.focus();
    });
  }
}

// --- Header and payload

const explanations = {
  alg: "The algorithm of the third part. Zoom accepts HS256 only.",
  typ: "The type of the token: JWT.",
  sdkKey: "The app’s key: its Client ID or SDK Key. Web SDKs before 4.0.0 need it.",
  appKey: "The app’s key again. Web SDKs from 5.0.0 and native SDKs need it.",
  apiKey: "The API Key of a JWT app. Zoom retired those apps in 2023.",
  mn: "The meeting or webinar number: a string of 9 to 11 digits.",
  role: "0 for a participant, 1 for a host.",
  iat: "When the signature was issued, in Unix seconds. It must not be in the future; usually it is 30 seconds ago.",
  exp: "When the signature expires, in Unix seconds, as the Web SDK reads it: 30 minutes to 48 hours after iat.",
  tokenExp: "When the signature expires, in Unix seconds, as native SDKs read it: the same value as exp.",
  video_webrtc_mode: "1 for WebRTC video, 0 for none. Optional; for the Web SDK only.",
  timestamp: "When the signature was issued, in Unix milliseconds.",
};

function showDecoded({ format, header, payload, times }) {
  show($("decoded"), header !== "" || payload !== "");
  show($("header-part"), header !== "");
  show($("payload-part"), payload !== "");
  printJSON($("header"), header, []);
  if (format === "legacy") printLegacy($("payload"), payload, times);
  else printJSON($("payload"), payload, times);
}

// printJSON indents JSON without changing how its values are written.
function printJSON(parent, text, times) {
  parent.replaceChildren();
  if (!isJSON(text)) {
    parent.textContent = text;
    return;
  }
  let depth = 0;
  let name = "";
  let meaning = "";
  const newLine = () => {
    if (meaning !== "") add(parent, "span", { class: "meaning" }, meaning);
    meaning = "";
    parent.append("\n" + "  ".repeat(Math.min(depth, 20)));
  };
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g);
  tokens.forEach((token, i) => {
    const next = tokens[i + 1];
    if (token === "{" || token === "[") {
      depth++;
      parent.append(token);
      if (next !== "}" && next !== "]") newLine();
    } else if (token === "}" || token === "]") {
      depth--;
      if (tokens[i - 1] !== "{" && tokens[i - 1] !== "[") newLine();
      parent.append(token);
    } else if (token === ",") {
      parent.append(token);
      newLine();
    } else if (token === ":") {
      parent.append(": ");
    } else if (depth === 1 && next === ":") {
      name = JSON.parse(token);
      printName(parent, token, name);
    } else {
      parent.append(token);
      if (depth === 1 && tokens[i - 1] === ":") meaning = meaningOf(times, name, token);
    }
  });
}

function isJSON(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const meaningOf = (times, name, token) => times.find((t) => t.part === name && (t.text === token || `"${t.text}"` === token))?.meaning ?? "";

// printLegacy prints the four fields that stand before the MAC of a legacy signature, named as findings name them.
function printLegacy(parent, text, times) {
  parent.replaceChildren();
  const values = text.split(".");
  if (values.length !== 4) {
    parent.textContent = text;
    return;
  }
  ["apiKey", "mn", "timestamp", "role"].forEach((name, i) => {
    printName(parent, name, name);
    parent.append(": " + values[i]);
    add(parent, "span", { class: "meaning" }, meaningOf(times, name, values[i]));
    if (i < 3) parent.append("\n");
  });
}

let tips = 0; // how many tooltips there were, for their ids

// printName prints the name of a claim, with a tooltip if it is known.
function printName(parent, text, name) {
  if (!Object.hasOwn(explanations, name)) return parent.append(text);
  const id = `tip-${++tips}`;
  const claim = add(parent, "span", { class: "claim" });
  add(claim, "button", { type: "button", "aria-describedby": id }, text);
  add(claim, "span", { role: "tooltip", id }, explanations[name]);
  for (const event of ["mouseenter", "focusin"]) {
    claim.addEventListener(event, () => claim.classList.remove("dismissed"));
  }
}

// --- Events

async function copy(source, done) {
  try {
    await navigator.clipboard.writeText(source.textContent);
  } catch { // not allowed, or a page without TLS
    source.closest("details").open = true;
    getSelection().selectAllChildren(source);
    if (!document.execCommand("copy")) done = "It could not be copied. It is selected: copy it with the keyboard.";
  }
  say($("copied"), done);
}

let ofExample = []; // the fields that an example filled in, apart from the signature

// enterSignature is what happens when a signature is entered: it is checked as of now, and no longer with what belongs
// to an example.
function enterSignature() {
  enteredAt = now();
  for (const id of ofExample) $(id).value = "";
  if (ofExample.length > 0) $("more").open = fields.some((id) => $("more").contains($(id)) && $(id).value !== "");
  ofExample = [];
  $("times").open = false;
}

function clear() {
  for (const id of fields) $(id).value = "";
  enterSignature();
  reveal(false);
  $("more").open = false;
  update();
}

function reveal(visible) {
  $("secret").type = visible ? "text" : "password";
  $("reveal").textContent = visible ? "Hide" : "Show";
  $("reveal").setAttribute("aria-pressed", String(visible));
}

for (const id of fields) {
  for (const event of ["input", "change"]) {
    $(id).addEventListener(event, () => {
      if (event === "input" && id === "signature") enterSignature();
      ofExample = ofExample.filter((other) => other !== id);
      update();
    });
  }
}
// A text that is too long does not get into a field.
document.addEventListener("beforeinput", (event) => {
  const text = event.data ?? event.dataTransfer?.getData("text/plain") ?? "";
  if (text.length <= longest) return;
  event.preventDefault();
  showNothing(tooLongText(text.length));
});
for (const example of document.querySelectorAll(".example")) {
  example.addEventListener("click", () => {
    enterSignature();
    for (const id of fields) $(id).value = example.getAttribute(`data-${id}`) ?? "";
    ofExample = fields.filter((id) => id !== "signature" && $(id).value !== "");
    $("more").open = true;
    update();
    $("verdict").focus();
  });
}
$("clear").addEventListener("click", () => {
  clear();
  $("signature").focus();
});
$("again").addEventListener("click", () => {
  enteredAt = now();
  $("at").value = "";
  update();
});
$("as-issued").addEventListener("click", () => {
  $("at").value = $("as-issued").dataset.at;
  update();
});
$("reveal").addEventListener("click", () => reveal($("secret").type === "password"));
$("copy-report").addEventListener("click", () => copy($("report"), "The report is copied."));
$("copy-command").addEventListener("click", () => copy($("command"), "The command is copied."));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const claim of document.querySelectorAll(".claim:hover, .claim:focus-within")) claim.classList.add("dismissed");
});
addEventListener("pagehide", clear); // neither the cache of pages nor a restored session keeps what was entered

update();
if (top === self) {
  show(document.querySelector("main"), true);
  load();
} else {
  $("alone").href = location.href;
  show($("framed"), true);
}
