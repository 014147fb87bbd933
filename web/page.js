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
    if (typeof WebAssembly !== "object") throw new Error("This browser does not support WebAssembly, which the check needs.");
    const response = await fetch("zoomsig.wasm");
    if (!response.ok) throw new Error(`The check could not be loaded: the server responded with ${response.status}.`);
    const go = new Go();
    const { instance } = await WebAssembly.instantiate(await read(response), go.importObject);
    go.run(instance).finally(() => fail("The check stopped unexpectedly. Reload the page to start it again."));
  } catch (e) {
    return fail(e instanceof TypeError ? "The check could not be loaded. The page works only from a web server, with a connection." : e.message);
  }
  // From here on nothing can be requested any more, not even from this page's own server.
  add(document.head, "meta", { "http-equiv": "Content-Security-Policy", content: "default-src 'none'" });
  show($("loading"), false);
  ready = true;
  touched ||= fields.some((id) => $(id).value !== "");
  update();
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
  show($("loading"), false);
  show($("details"), false);
  say($("verdict"), "");
  $("failure-text").textContent = message;
  show($("failure"), true);
}

// --- Diagnosis

function update() {
  const given = fields.filter((id) => id !== "signature" && $(id).value !== "");
  say($("given"), given.length === 0 ? "" : `(${given.length} filled in)`);
  show($("clear"), touched || given.length > 0);
  if (!ready) return;
  const values = Object.fromEntries(fields.map((id) => [id, $(id).value]));
  const { problems, diagnosis, ok, report } = JSON.parse(zoomsigDiagnose(values));
  for (const id of ["at", "error-code"]) {
    const problem = problems?.[id] ?? "";
    say($(`${id}-problem`), problem);
    $(id).setAttribute("aria-invalid", String(problem !== ""));
    if (problem !== "") $("more").open = true;
  }
  const section = $("diagnosis");
  const shown = touched && diagnosis !== null;
  show($("details"), shown);
  say($("copied"), "");
  if (!shown) {
    delete section.dataset.format;
    delete section.dataset.ok;
    say($("verdict"), problems ? "Correct the marked field above to see the diagnosis." : "");
    return;
  }
  section.dataset.format = diagnosis.format;
  section.dataset.ok = String(ok);
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

// meaningOf spells out a time.
function meaningOf(name, raw) {
  const seconds = ["iat", "exp", "tokenExp", "timestamp"].includes(name) ? readSeconds(raw) : null;
  return seconds === null || isDuration(name, seconds) ? "" : date(seconds);
}

// --- Times

// readSeconds reads a time as Unix seconds, if it has a date. A number too large for seconds is in milliseconds.
function readSeconds(raw) {
  const text = raw.startsWith('"') ? JSON.parse(raw) : raw;
  if (!/^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(text)) return null;
  const n = Number(text);
  const seconds = Math.abs(n) < 1e11 ? n : n / 1000;
  return Number.isNaN(new Date(seconds * 1000).getTime()) ? null : seconds;
}

// isDuration tells the number of seconds from iat, which some write into tokenExp, from a time.
const isDuration = (name, seconds) => name === "tokenExp" && seconds >= 1 && seconds <= 1e7;

function date(seconds) {
  return new Date(seconds * 1000).toISOString().replace(/^\+0*/, "").replace("T", " ").replace(/(\.000)?Z$/, " UTC");
}

// distance spells out a number of seconds in the units that a person would use.
function distance(seconds) {
  const s = Math.floor(Math.abs(seconds));
  const two = (n, unit, rest, smaller) => `${n} ${unit}` + (rest > 0 ? ` ${rest} ${smaller}` : "");
  if (s < 1) return "less than 1 s";
  if (s < 120) return `${s} s`;
  if (s < 3600) return two(Math.floor(s / 60), "min", s % 60, "s");
  if (s < 2 * 86400) return two(Math.floor(s / 3600), "h", Math.floor(s / 60) % 60, "min");
  if (s < 2 * 365 * 86400) return `${Math.floor(s / 86400)} days`;
  return `${Math.floor(s / 86400 / 365).toLocaleString("en-US")} years`;
}

function relation(seconds, to, name) {
  if (seconds === to) return `the same as ${name}`;
  return `${distance(seconds - to)} ${seconds > to ? "after" : "before"} ${name}`;
}

const faults = {
  "claim-type": "a string instead of a number",
  "duplicate-claim": "given twice",
  "expired": "expired",
  "expiries-differ": "exp and tokenExp differ",
  "float32-time": "looks rounded by a 32-bit float",
  "fractional-time": "not written as a whole number",
  "issued-in-future": "in the future",
  "lifetime-boundary": "exactly at the limit",
  "lifetime-too-long": "more than 48 hours after iat",
  "lifetime-too-short": "less than 30 minutes after iat",
  "milliseconds": "in milliseconds instead of seconds",
  "seconds": "in seconds instead of milliseconds",
  "token-expiry-duration": "a duration instead of a time",
};

let picture = null; // what draw draws

function showTimes(diagnosis, members) {
  const now = diagnosis.at === null ? null : Date.parse(diagnosis.at) / 1000;
  const start = diagnosis.format === "legacy" ? "timestamp" : "iat";
  const issued = members.has(start) ? readSeconds(members.get(start)) : null;
  const markers = [];
  const undrawn = [];
  for (const name of [start, "exp", "tokenExp"]) {
    const seconds = members.has(name) ? readSeconds(members.get(name)) : null;
    if (seconds === null) continue;
    const found = diagnosis.findings.filter((f) => f.claim === name && f.severity !== "info");
    const words = new Map(found.map((f) => [faults[f.code] ?? f.code.replaceAll("-", " "), f.severity]));
    if (isDuration(name, seconds)) {
      undrawn.push(`${name} is ${members.get(name)}: ${[...words.keys()].join(", ")}.`);
      continue;
    }
    const same = markers.find((m) => m.seconds === seconds && name !== start && m.names[0] !== start);
    const marker = same ?? { seconds, names: [], relations: [], faults: new Map(), severity: "" };
    if (!same) markers.push(marker);
    marker.names.push(name);
    marker.faults = new Map([...marker.faults, ...words]);
    for (const { severity } of found) if (marker.severity !== "error") marker.severity = severity;
    if (!same && now !== null) marker.relations.push(relation(seconds, now, "now"));
    if (!same && name !== start && issued !== null) marker.relations.push(relation(seconds, issued, start));
  }
  const visible = markers.length > 0 && now !== null;
  show($("picture"), visible);
  show($("times"), visible);
  if (!visible) {
    picture = null;
    return;
  }
  markers.push({ seconds: now, names: ["now"], relations: [], faults: new Map(), severity: "now" });
  const hasRange = start === "iat" && issued !== null;
  picture = { markers, origin: issued ?? now, hasRange };
  say($("origin"), issued === null ? "now" : start);
  say($("undrawn"), undrawn.join(" "));
  $("times").setAttribute("aria-label", [
    ...markers.map((m) => [`${m.names.join(" and ")}: ${date(m.seconds)}`, ...m.relations, ...m.faults.keys()].join(", ")),
    ...(hasRange ? ["Allowed for exp and tokenExp: 30 minutes to 48 hours after iat"] : []),
  ].join(". ") + ".");
  draw();
}

const minute = 60, hour = 3600, day = 86400, year = 365 * day;
const allowed = [30 * minute, 48 * hour];
const ticks = [
  [30 * minute, "30 min"], [48 * hour, "48 h"], [minute, "1 min"], [2 * hour, "2 h"], [hour, "1 h"], [5 * minute, "5 min"],
  [year, "1 year"], [30 * day, "30 days"], [100 * year, "100 years"], [7 * day, "7 days"], [10 * year, "10 years"],
];

// scale makes room for seconds and for centuries: a logarithm in both directions.
function scale(seconds) {
  const farthest = 5000 * year;
  return Math.sign(seconds) * Math.log1p(Math.min(Math.abs(seconds), farthest) / minute);
}

// draw draws the times on one line, and below it their labels, from right to left, so that no line crosses a label.
function draw() {
  const svg = $("times");
  const width = $("undrawn").clientWidth; // of a paragraph beside it
  if (picture === null || width === 0) return;
  svg.replaceChildren();
  const { markers, origin, hasRange } = picture;
  const places = [0, ...markers.map((m) => scale(m.seconds - origin)), ...(hasRange ? allowed.map(scale) : [])];
  const low = Math.min(...places), high = Math.max(...places);
  const margin = 16, axis = 46, lineHeight = 18;
  const x = (place) => margin + ((place - low) / (high - low || 1)) * (width - 2 * margin);
  const lines = add(svg, "g"), labels = add(svg, "g");
  const write = (x, y, text, attributes) => add(labels, "text", { x, y, ...attributes }, text);
  const keepInside = (text, from) => Math.max(0, Math.min(from, width - text.getBBox().width - 2));

  if (hasRange) {
    const [from, to] = allowed.map((s) => x(scale(s)));
    add(lines, "rect", { class: "allowed", x: from, y: axis - 14, width: to - from, height: 28, rx: 4 });
    const caption = write(0, axis - 24, "allowed lifetime: 30 min to 48 h", { class: "allowed" });
    caption.setAttribute("x", keepInside(caption, from));
  }
  add(lines, "line", { class: "axis", x1: 0, x2: width, y1: axis, y2: axis });

  const taken = [];
  for (const [seconds, name] of ticks.flatMap(([s, n]) => [[s, "+" + n], [-s, "−" + n]])) {
    const at = x(scale(seconds));
    if (scale(seconds) < low || scale(seconds) > high || taken.some((t) => Math.abs(t - at) < 64)) continue;
    taken.push(at);
    add(lines, "line", { class: "axis", x1: at, x2: at, y1: axis - 4, y2: axis + 4 });
    const anchor = at < 30 ? "start" : at > width - 30 ? "end" : "middle";
    write(anchor === "middle" ? at : at < 30 ? 0 : width, axis + 32, name, { class: "tick", "text-anchor": anchor });
  }

  let y = axis + 40;
  for (const m of [...markers].sort((a, b) => b.seconds - a.seconds)) {
    const at = x(scale(m.seconds - origin));
    const group = { class: `marker ${m.severity}` };
    const top = y + 8;
    const texts = [[m.names.join(", "), "name"], [m.relations.join(", "), ""], ...m.faults].filter(([text]) => text !== "").map(([text, kind]) => {
      y += lineHeight;
      const line = write(0, y, text, { class: kind });
      if (kind === "name") add(line, "tspan", { dx: 8 }, date(m.seconds));
      return line;
    });
    const from = Math.min(...texts.map((t) => keepInside(t, at + 9)));
    for (const t of texts) t.setAttribute("x", from);
    add(lines, "line", { ...group, x1: at, x2: at, y1: axis, y2: from > at ? y + 3 : top });
    add(lines, "circle", { ...group, cx: at, cy: axis, r: 6 });
    y += 10;
  }
  svg.setAttribute("viewBox", `0 0 ${width} ${y}`);
  svg.setAttribute("width", width);
  svg.setAttribute("height", y);
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
  const secret = values.secret.trim();
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
  for (const id of fields) $(id).value = "";
  touched = false;
  update();
  $("signature").focus();
});
$("copy-report").addEventListener("click", () => copy($("report"), "The report is copied."));
$("copy-command").addEventListener("click", () => copy($("command"), "The command is copied."));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const claim of document.querySelectorAll(".claim:hover, .claim:focus-within")) claim.classList.add("dismissed");
});
new ResizeObserver(draw).observe($("undrawn"));
load();
