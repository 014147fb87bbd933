"use strict";

// The ids of the fields, which are also what the WebAssembly calls them.
const fields = ["signature", "key", "secret", "at", "error-code", "join-key", "join-meeting", "join-role"];

const $ = (id) => document.getElementById(id);

// add appends a new element with these attributes and children. Text only ever gets into the page as text.
function add(parent, tag, attributes = {}, ...children) {
  const e = document.createElementNS(parent.namespaceURI, tag);
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
let touched = false; // somebody entered something

async function load() {
  show($("loading"), true);
  try {
    if (typeof WebAssembly !== "object") throw new Error("This browser does not support WebAssembly, which this page needs.");
    const response = await fetch($("progress").dataset.file);
    if (!response.ok) throw new Error(`The check could not be loaded: the server responded with ${response.status}.`);
    const go = new Go();
    const { instance } = await WebAssembly.instantiate(await read(response), go.importObject);
    const stopped = () => fail("The check stopped unexpectedly. Reload the page to start it again.");
    go.run(instance).then(stopped, stopped);
  } catch (e) {
    return fail(e instanceof TypeError ? "The check could not be loaded. The page works only from a web server, with a connection." : e.message);
  }
  forbidRequests();
  show($("loading"), false);
  ready = true;
  touched ||= fields.some((id) => $(id).value !== "");
  update();
}

// forbidRequests makes the page's promise true: from then on nothing can be requested, not even from its own server.
function forbidRequests() {
  add(document.head, "meta", { "http-equiv": "Content-Security-Policy", content: "default-src 'none'" });
}

// read reads a response, showing the progress.
async function read(response) {
  const chunks = [];
  const reader = response.body.getReader();
  for (let r = await reader.read(); !r.done; r = await reader.read()) {
    chunks.push(r.value);
    $("progress").value += r.value.length;
  }
  return new Blob(chunks).arrayBuffer();
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

// showNothing shows a text instead of a diagnosis.
function showNothing(verdict) {
  delete $("diagnosis").dataset.format;
  delete $("diagnosis").dataset.ok;
  show($("details"), false);
  say($("verdict"), verdict);
}

// update diagnoses what the fields hold.
function update() {
  const given = fields.filter((id) => id !== "signature" && $(id).value !== "");
  say($("given"), given.length === 0 ? "" : `(${given.length} filled in)`);
  show($("clear"), touched || given.length > 0);
  if (!ready) return;
  const values = Object.fromEntries(fields.map((id) => [id, $(id).value]));
  const response = zoomsigDiagnose(values);
  if (response === undefined) return; // it has stopped, and load says so
  const { problems, diagnosis, ok, report } = JSON.parse(response);
  for (const id of ["at", "error-code"]) {
    const problem = problems?.[id] ?? "";
    say($(`${id}-problem`), problem);
    $(id).setAttribute("aria-invalid", String(problem !== ""));
    if (problem !== "") $("more").open = true;
  }
  if (problems !== null) return showNothing("Correct the marked field above to see the diagnosis.");
  if (!touched) return showNothing("");
  $("diagnosis").dataset.format = diagnosis.format;
  $("diagnosis").dataset.ok = String(ok);
  show($("details"), true);
  say($("copied"), "");
  say($("verdict"), report.split("\n", 1)[0]);
  showFindings(diagnosis.findings);
  showDecoded(diagnosis);
  $("report").textContent = report;
  showCommand(values, diagnosis);
}

const severities = { error: "Error", warning: "Warning", info: "Note" };

// showFindings groups the findings of one code, which share a hint.
function showFindings(findings) {
  const parent = $("findings");
  parent.replaceChildren();
  const groups = new Map();
  for (const f of findings) groups.set(f.code, [...(groups.get(f.code) ?? []), f]);
  for (const [code, members] of groups) {
    const { severity } = members[0];
    const group = add(parent, "section", { class: `group ${severity}` });
    const title = add(group, "h2");
    add(title, "span", { class: "badge" }, severities[severity]);
    add(title, "code", {}, code);
    for (const f of members) {
      const finding = add(group, "dl", { "data-code": f.code, "data-severity": f.severity });
      for (const [term, text] of [["Claim", f.claim], ["Found", f.got], ["Expected", f.want]]) {
        if (text === "") continue;
        const row = add(finding, "div");
        add(row, "dt", {}, term);
        add(row, "dd", {}, text);
      }
    }
    for (const hint of new Set(members.map((f) => f.hint))) showHint(group, hint);
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

function showDecoded(diagnosis) {
  const { format, header, payload } = diagnosis;
  show($("decoded"), header !== "" || payload !== "");
  show($("header-part"), header !== "");
  show($("payload-part"), payload !== "");
  printJSON($("header"), header);
  const members = format === "legacy" ? printLegacy($("payload"), payload) : printJSON($("payload"), payload);
  showTimes(diagnosis, members);
}

// printJSON indents JSON without changing how its values are written, and returns the members of the outermost object.
function printJSON(parent, text) {
  const members = new Map();
  parent.replaceChildren();
  if (!isJSON(text)) {
    parent.textContent = text;
    return members;
  }
  let depth = 0;
  let name = "";
  let meaning = "";
  const newLine = () => {
    if (meaning !== "") add(parent, "span", { class: "meaning" }, meaning);
    meaning = "";
    parent.append("\n" + "  ".repeat(depth));
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
      if (depth !== 1 || tokens[i - 1] !== ":") return;
      members.set(name, token);
      meaning = meaningOf(name, token);
    }
  });
  return members;
}

function isJSON(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

// printLegacy prints the four fields that stand before the MAC of a legacy signature, named as findings name them.
function printLegacy(parent, text) {
  const members = new Map();
  parent.replaceChildren();
  const values = text.split(".");
  if (values.length !== 4) {
    parent.textContent = text;
    return members;
  }
  ["apiKey", "mn", "timestamp", "role"].forEach((name, i) => {
    members.set(name, values[i]);
    printName(parent, name, name);
    parent.append(": " + values[i]);
    add(parent, "span", { class: "meaning" }, meaningOf(name, values[i]));
    if (i < 3) parent.append("\n");
  });
  return members;
}

// printName prints the name of a claim, with a tooltip if it is known.
function printName(parent, text, name) {
  if (!Object.hasOwn(explanations, name)) return parent.append(text);
  const id = `tip-${document.querySelectorAll(".claim").length}`;
  const claim = add(parent, "span", { class: "claim" });
  add(claim, "button", { type: "button", "aria-describedby": id }, text);
  add(claim, "span", { role: "tooltip", id }, explanations[name]);
  for (const event of ["mouseenter", "focusin"]) {
    claim.addEventListener(event, () => claim.classList.remove("dismissed"));
  }
}

// --- Sharing

// showCommand writes the command for a POSIX shell. The secret is never in it.
function showCommand(values, diagnosis) {
  const quote = (text) => (/^[\w.:@%+=,/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
  const words = ["zoomsig", "diagnose", "-at", diagnosis.at];
  const flags = { key: "-key", "error-code": "-error", "join-key": "-join-key", "join-meeting": "-join-meeting", "join-role": "-join-role" };
  for (const [id, flag] of Object.entries(flags)) {
    if (values[id] !== "") words.push(flag, quote(id === "error-code" ? values[id].trim() : values[id]));
  }
  const inFile = /[\p{Cc}\p{Cf}]/u.test(values.signature) || values.signature.length > 20000;
  if (values.signature.startsWith("-")) words.push("--");
  words.push(inFile ? "< signature.txt" : quote(values.signature));
  const command = words.join(" ");
  const secret = values.secret.replace(/^[\s\p{C}"'`“”„‘’«»]+|[\s\p{C}"'`“”„‘’«»]+$/gu, ""); // as Diagnose does
  const leaks = secret !== "" && (command.includes(secret) || diagnosis.findings.some((f) => f.code === "secret-in-claims"));
  const help = [];
  if (leaks) help.push("Not shown, because the command would contain the secret.");
  if (inFile && !leaks) help.push("Save the signature in the file signature.txt first.");
  if (secret !== "" && !leaks) help.push("Set the environment variable ZOOM_MEETING_SDK_SECRET to the secret first.");
  show($("command"), !leaks);
  show($("copy-command"), !leaks);
  $("command").textContent = leaks ? "" : command;
  say($("command-help"), help.join(" "));
}

async function copy(source, done) {
  try {
    await navigator.clipboard.writeText(source.textContent);
  } catch { // not allowed, or a page without TLS
    $("report-details").open ||= source.id === "report";
    getSelection().selectAllChildren(source);
    if (!document.execCommand("copy")) done = "It could not be copied. It is selected: copy it with the keyboard.";
  }
  say($("copied"), done);
}

// --- Events

function clear() {
  for (const id of fields) $(id).value = "";
  touched = false;
  update();
}

for (const id of fields) {
  for (const event of ["input", "change"]) {
    $(id).addEventListener(event, () => {
      touched ||= id === "signature" || $("signature").value !== "";
      update();
    });
  }
}
for (const example of document.querySelectorAll(".example")) {
  example.addEventListener("click", () => {
    for (const id of fields) $(id).value = example.getAttribute(`data-${id}`) ?? "";
    touched = true;
    update();
    $("verdict").focus();
  });
}
$("clear").addEventListener("click", () => {
  clear();
  $("signature").focus();
});
$("copy-report").addEventListener("click", () => copy($("report"), "The report is copied."));
$("copy-command").addEventListener("click", () => copy($("command"), "The command is copied."));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const claim of document.querySelectorAll(".claim:hover, .claim:focus-within")) claim.classList.add("dismissed");
});
new ResizeObserver(draw).observe($("undrawn"));
addEventListener("pagehide", clear); // neither the cache of pages nor a restored session keeps what was entered
if (top === self) {
  show(document.querySelector("main"), true);
  load();
} else {
  $("alone").href = location.href;
  show($("framed"), true);
}
